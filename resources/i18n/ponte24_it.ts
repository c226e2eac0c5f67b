<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="it_IT" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Ponte24</source>
        <translation>Informazioni su Ponte24</translation>
    </message>
    <message>
        <source>Free software under the MIT licence, without any warranty. The libraries it uses:</source>
        <translation>Software libero con licenza MIT, senza alcuna garanzia. Le librerie che usa:</translation>
    </message>
    <message>
        <source>Libraries and their licences</source>
        <translation>Librerie e loro licenze</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Dati</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Registro tecnico</translation>
    </message>
    <message>
        <source>For &amp;support…</source>
        <translation>Per l&apos;a&amp;ssistenza…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>A&amp;iuto</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Chiudi</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Apri la cartella</translation>
    </message>
</context>
<context>
    <name>AccountCard</name>
    <message>
        <source>Replace access…</source>
        <translation>Sostituisci l&apos;accesso…</translation>
    </message>
    <message>
        <source>Disconnect…</source>
        <translation>Scollega…</translation>
    </message>
    <message>
        <source>Test access</source>
        <translation>Prova l&apos;accesso</translation>
    </message>
    <message>
        <source>Check the calls</source>
        <translation>Controlla le chiamate</translation>
    </message>
    <message>
        <source>Ask Fattura24 when the calls of the last 24 hours were made (one call)</source>
        <translation>Chiede a Fattura24 quando sono state fatte le chiamate delle ultime 24 ore (una chiamata)</translation>
    </message>
    <message>
        <source>Location ID %1</source>
        <translation>Location ID %1</translation>
    </message>
    <message>
        <source>time zone %1</source>
        <translation>fuso orario %1</translation>
    </message>
    <message>
        <source>Account %1</source>
        <translation>Account %1</translation>
    </message>
    <message>
        <source>plan %1</source>
        <translation>piano %1</translation>
    </message>
    <message>
        <source>valid until %1</source>
        <translation>valido fino al %1</translation>
    </message>
    <message>
        <source>checked %1</source>
        <translation>verificato %1</translation>
    </message>
    <message>
        <source>Asking the service…</source>
        <translation>Chiedo al servizio…</translation>
    </message>
    <message>
        <source>%1 answers: what is kept works.</source>
        <translation>%1 risponde: quello che è conservato funziona.</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>Scollega</translation>
    </message>
    <message>
        <source>Disconnect %1?</source>
        <translation>Scollegare %1?</translation>
    </message>
    <message>
        <source>All secrets of this account are deleted from this computer. Links and history stay: connecting again goes on where it was.</source>
        <translation>Tutti i segreti di questo account vengono cancellati da questo computer. Abbinamenti e cronologia restano: ricollegandolo si riprende da dov&apos;era.</translation>
    </message>
    <message>
        <source>Disconnected. All secrets of this account were deleted from this computer.</source>
        <translation>Scollegato. Tutti i segreti di questo account sono stati cancellati da questo computer.</translation>
    </message>
    <message>
        <source>Disconnected; Ponte24 has forgotten the secrets. The password store of this computer could not be asked: if it holds entries named Ponte24, delete them by hand.</source>
        <translation>Scollegato; Ponte24 ha dimenticato i segreti. Non è stato possibile interrogare il portachiavi di questo computer: se contiene voci di nome Ponte24, eliminale a mano.</translation>
    </message>
    <message>
        <source>&amp;Disconnect</source>
        <translation>&amp;Scollega</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Mantieni</translation>
    </message>
</context>
<context>
    <name>AccountGlance</name>
    <message>
        <source>Connect</source>
        <translation>Collega</translation>
    </message>
    <message>
        <source>Connect this account so that Ponte24 can compare both sides.</source>
        <translation>Collega questo account: Ponte24 potrà confrontare le due parti.</translation>
    </message>
    <message>
        <source>contacts, %1 linked</source>
        <translation>contatti, %1 abbinati</translation>
    </message>
    <message>
        <source>customers, %1 linked</source>
        <translation>clienti, %1 abbinati</translation>
    </message>
    <message>
        <source>Connect again</source>
        <translation>Ricollega</translation>
    </message>
</context>
<context>
    <name>AccountsPane</name>
    <message>
        <source>Accounts</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>Ponte24 keeps these two in step. It writes only what was confirmed.</source>
        <translation>Ponte24 tiene allineati questi due account. Scrive solo ciò che è stato confermato.</translation>
    </message>
    <message>
        <source>Exports of Fattura24</source>
        <translation>Esportazioni di Fattura24</translation>
    </message>
    <message>
        <source>Fattura24 lets no program read its address book: Ponte24 learns of changes there from the exported file.</source>
        <translation>Fattura24 non permette ai programmi di leggere la rubrica: Ponte24 viene a sapere delle modifiche dal file esportato.</translation>
    </message>
    <message>
        <source>Last import: %1.</source>
        <translation>Ultima importazione: %1.</translation>
    </message>
    <message>
        <source>Nothing has been imported yet.</source>
        <translation>Non è stato ancora importato nulla.</translation>
    </message>
</context>
<context>
    <name>Acting</name>
    <message numerus="yes">
        <source>%n run(s) go on with the next comparison.</source>
        <translation>
            <numerusform>%n riprende con il prossimo confronto.</numerusform>
            <numerusform>%n riprendono con il prossimo confronto.</numerusform>
        </translation>
    </message>
    <message>
        <source>Let it go alone?</source>
        <translation>Lasciarla andare da sola?</translation>
    </message>
    <message>
        <source>“%1” can reach outside, for example your customers or Fattura24, without asking you.</source>
        <translation>«%1» può arrivare fuori, per esempio ai tuoi clienti o a Fattura24, senza chiederti nulla.</translation>
    </message>
    <message>
        <source>&amp;Keep asking</source>
        <translation>&amp;Continua a chiedere</translation>
    </message>
    <message>
        <source>&amp;Yes, it may</source>
        <translation>&amp;Sì, può farlo</translation>
    </message>
    <message>
        <source>Remove “%1”?</source>
        <translation>Rimuovere «%1»?</translation>
    </message>
    <message>
        <source>It does nothing more. What it did stays as it is, and stays in the log.</source>
        <translation>Non farà più nulla. Ciò che ha fatto resta com&apos;è, e resta nel diario.</translation>
    </message>
    <message>
        <source>&amp;Keep it</source>
        <translation>&amp;Tienila</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Rimuovi</translation>
    </message>
    <message>
        <source>Run it now for …</source>
        <translation>Eseguirla ora per …</translation>
    </message>
    <message>
        <source>This is the real thing: what it wants comes into Review, or is done at once where it goes alone.</source>
        <translation>Questa volta è sul serio: ciò che vuole fare arriva nella Revisione, o è fatto subito se va da sola.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>&amp;Run now</source>
        <translation>&amp;Esegui ora</translation>
    </message>
    <message>
        <source>It has run for “%1”.</source>
        <translation>Eseguita per «%1».</translation>
    </message>
</context>
<context>
    <name>ActivityPane</name>
    <message>
        <source>Runs</source>
        <translation>Esecuzioni</translation>
    </message>
    <message>
        <source>&amp;Undo this run…</source>
        <translation>&amp;Annulla questa esecuzione…</translation>
    </message>
    <message>
        <source>Nothing has run yet. Every run will be listed here.</source>
        <translation>Ancora nessuna esecuzione. Qui comparirà ognuna di esse.</translation>
    </message>
    <message>
        <source>&amp;Runs</source>
        <translation>&amp;Esecuzioni</translation>
    </message>
    <message>
        <source>&amp;Log</source>
        <translation>&amp;Cronologia</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Unfold a run to see what it changed, field by field.</source>
        <translation>Apri un&apos;esecuzione per vedere che cosa ha cambiato, campo per campo.</translation>
    </message>
    <message>
        <source>You will see every step of the undo in Review before anything is sent.</source>
        <translation>In Revisione si vede ogni passo dell&apos;annullamento prima che venga inviato qualcosa.</translation>
    </message>
    <message>
        <source>This run changed nothing that could be taken back.</source>
        <translation>Questa esecuzione non ha cambiato nulla che si possa annullare.</translation>
    </message>
    <message>
        <source>Sa&amp;ve…</source>
        <translation>Sal&amp;va…</translation>
    </message>
    <message>
        <source>This run as PDF or for a spreadsheet</source>
        <translation>Questa esecuzione in PDF o per un foglio di calcolo</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>A&amp;pri…</translation>
    </message>
    <message>
        <source>This customer in HighLevel or Fattura24</source>
        <translation>Questo cliente in HighLevel o Fattura24</translation>
    </message>
    <message>
        <source>Runs, log and charts</source>
        <translation>Esecuzioni, registro e grafici</translation>
    </message>
    <message>
        <source>&amp;Charts</source>
        <translation>&amp;Grafici</translation>
    </message>
    <message>
        <source>&amp;Undo this row…</source>
        <translation>&amp;Annulla questa riga…</translation>
    </message>
    <message>
        <source>Choose a run to take it back, or unfold it and choose a row.</source>
        <translation>Scegli un&apos;esecuzione per annullarla, oppure aprila e scegli una riga.</translation>
    </message>
    <message>
        <source>Only this row is taken back. You see it in Review before anything is sent.</source>
        <translation>Si annulla solo questa riga. La vedi in Revisione prima che sia inviata.</translation>
    </message>
    <message>
        <source>This row has been taken back.</source>
        <translation>Questa riga è stata annullata.</translation>
    </message>
    <message>
        <source>This row changed nothing that could be taken back.</source>
        <translation>Questa riga non ha cambiato nulla che si possa annullare.</translation>
    </message>
</context>
<context>
    <name>AgendaCard</name>
    <message>
        <source>This week</source>
        <translation>Questa settimana</translation>
    </message>
    <message>
        <source>Open the a&amp;genda</source>
        <translation>Apri l&apos;a&amp;genda</translation>
    </message>
    <message>
        <source>tasks within seven days, of which today: %1.</source>
        <translation>attività entro sette giorni, di cui oggi: %1.</translation>
    </message>
    <message>
        <source>Left over from earlier days: %1.</source>
        <translation>Rimaste dai giorni scorsi: %1.</translation>
    </message>
    <message>
        <source>Overdue: %1</source>
        <translation>Scaduti: %1</translation>
    </message>
    <message>
        <source>Due within seven days: %1</source>
        <translation>In scadenza entro sette giorni: %1</translation>
    </message>
    <message>
        <source>Next appointment: %1 at %2, %3</source>
        <translation>Prossimo appuntamento: %1 alle %2, %3</translation>
    </message>
    <message>
        <source>Nothing to do within seven days.</source>
        <translation>Niente da fare entro sette giorni.</translation>
    </message>
    <message>
        <source>to do within seven days, nothing today.</source>
        <translation>da fare entro sette giorni, niente oggi.</translation>
    </message>
</context>
<context>
    <name>AgendaModel</name>
    <message>
        <source>Overdue</source>
        <translation>Scadute</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Oggi</translation>
    </message>
    <message>
        <source>This week</source>
        <translation>Questa settimana</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Più avanti</translation>
    </message>
    <message>
        <source>Without a day</source>
        <translation>Senza giorno</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fatte</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Che cosa</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Giorno</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Chi</translation>
    </message>
    <message>
        <source>(no title)</source>
        <translation>(senza titolo)</translation>
    </message>
    <message>
        <source>today</source>
        <translation>oggi</translation>
    </message>
    <message>
        <source>tomorrow</source>
        <translation>domani</translation>
    </message>
    <message>
        <source>yesterday</source>
        <translation>ieri</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>tolta</translation>
    </message>
    <message>
        <source>also in HighLevel</source>
        <translation>anche in HighLevel</translation>
    </message>
</context>
<context>
    <name>AgendaPane</name>
    <message>
        <source>&amp;Answer…</source>
        <translation>&amp;Rispondi…</translation>
    </message>
    <message>
        <source>New &amp;task…</source>
        <translation>Nuova &amp;attività…</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>&amp;Calendar file…</source>
        <translation>File per il &amp;calendario…</translation>
    </message>
    <message>
        <source>Tasks and appointments for your telephone or Outlook (.ics)</source>
        <translation>Attività e appuntamenti per il telefono o per Outlook (.ics)</translation>
    </message>
    <message>
        <source>Nothing to do. Fattura24 has no tasks, so Ponte24 keeps them here beside your customers.</source>
        <translation>Niente da fare. Fattura24 non ha attività: le tiene Ponte24, qui, accanto ai tuoi clienti.</translation>
    </message>
    <message>
        <source>What or whom (Ctrl+F)</source>
        <translation>Che cosa o chi (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the tasks</source>
        <translation>Cerca fra le attività</translation>
    </message>
    <message>
        <source>Kind of task</source>
        <translation>Tipo di attività</translation>
    </message>
    <message>
        <source>All kinds</source>
        <translation>Tutti i tipi</translation>
    </message>
    <message>
        <source>Who does it</source>
        <translation>Chi la fa</translation>
    </message>
    <message>
        <source>Everybody</source>
        <translation>Tutti</translation>
    </message>
    <message>
        <source>&amp;Done, too</source>
        <translation>Anche &amp;fatte</translation>
    </message>
    <message>
        <source>Agenda</source>
        <translation>Agenda</translation>
    </message>
    <message>
        <source>Overdue: %1.</source>
        <translation>Scaduti: %1.</translation>
    </message>
    <message>
        <source>Due within seven days: %1.</source>
        <translation>In scadenza entro sette giorni: %1.</translation>
    </message>
    <message>
        <source>What is to be done, for whom and when.</source>
        <translation>Che cosa c&apos;è da fare, per chi e quando.</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n attività</numerusform>
            <numerusform>%n attività</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 su %2</translation>
    </message>
    <message>
        <source>For which customer</source>
        <translation>Per quale cliente</translation>
    </message>
    <message>
        <source>All customers</source>
        <translation>Tutti i clienti</translation>
    </message>
</context>
<context>
    <name>AgendaSettingsCard</name>
    <message>
        <source>Agenda</source>
        <translation>Agenda</translation>
    </message>
    <message>
        <source>Tasks for instalments that are &amp;due</source>
        <translation>Attività per le rate in &amp;scadenza</translation>
    </message>
    <message>
        <source>From your e-invoices and the schedule.</source>
        <translation>Dalle fatture elettroniche e dallo scadenzario.</translation>
    </message>
    <message>
        <source>Tasks for &amp;overdue instalments</source>
        <translation>Attività per le rate sc&amp;adute</translation>
    </message>
    <message>
        <source>They are ticked off by themselves when the payment is known.</source>
        <translation>Si spuntano da sole quando l&apos;incasso è noto.</translation>
    </message>
    <message>
        <source>A reminder after each &amp;payment</source>
        <translation>Un promemoria dopo ogni inca&amp;sso</translation>
    </message>
    <message>
        <source>To get in touch, or to say thank you.</source>
        <translation>Per farsi sentire, o per ringraziare.</translation>
    </message>
    <message>
        <source>&amp;Days after the payment</source>
        <translation>&amp;Giorni dopo l&apos;incasso</translation>
    </message>
    <message>
        <source>After a payment</source>
        <translation>Dopo un incasso</translation>
    </message>
    <message>
        <source>For all customers with invoices</source>
        <translation>Per tutti i clienti con fatture</translation>
    </message>
    <message>
        <source>Never</source>
        <translation>Mai</translation>
    </message>
    <message>
        <source>&amp;Note about payments in HighLevel</source>
        <translation>&amp;Nota sui pagamenti in HighLevel</translation>
    </message>
    <message>
        <source>One note on the contact: what is open, and the last payments.</source>
        <translation>Una sola nota sul contatto: quanto resta da incassare e gli ultimi pagamenti.</translation>
    </message>
    <message>
        <source>A &amp;checklist for each new customer</source>
        <translation>Un &amp;elenco di cose da fare per ogni nuovo cliente</translation>
    </message>
    <message>
        <source>When an invoice brings a customer that the address book does not have.</source>
        <translation>Quando una fattura porta un cliente che la rubrica non ha.</translation>
    </message>
    <message>
        <source>Add a &amp;line</source>
        <translation>Aggiungi una &amp;riga</translation>
    </message>
    <message>
        <source>Remove the li&amp;ne</source>
        <translation>&amp;Togli la riga</translation>
    </message>
    <message>
        <source>Choose &amp;folder…</source>
        <translation>Scegli la &amp;cartella…</translation>
    </message>
    <message>
        <source>No&amp;where</source>
        <translation>&amp;Da nessuna parte</translation>
    </message>
    <message>
        <source>Calendar file</source>
        <translation>File per il calendario</translation>
    </message>
    <message>
        <source>ponte24.ics with tasks and appointments is kept up to date in this folder.</source>
        <translation>In questa cartella ponte24.ics resta aggiornato, con attività e appuntamenti.</translation>
    </message>
    <message>
        <source>Checklist for new customers</source>
        <translation>Elenco per i nuovi clienti</translation>
    </message>
    <message>
        <source>What is to be done</source>
        <translation>Che cosa c&apos;è da fare</translation>
    </message>
    <message>
        <source>After days</source>
        <translation>Dopo giorni</translation>
    </message>
    <message>
        <source>nowhere</source>
        <translation>da nessuna parte</translation>
    </message>
    <message>
        <source>Folder for the calendar</source>
        <translation>Cartella per il calendario</translation>
    </message>
    <message>
        <source>The reminder &amp;is</source>
        <translation>Il promemoria &amp;è</translation>
    </message>
    <message>
        <source>An appointment takes the first free time of the calendar, and nobody is notified.</source>
        <translation>Un appuntamento prende il primo orario libero del calendario; nessuno riceve avvisi.</translation>
    </message>
    <message>
        <source>A task</source>
        <translation>Un&apos;attività</translation>
    </message>
    <message>
        <source>An appointment in “%s”</source>
        <translation>Un appuntamento in «%s»</translation>
    </message>
    <message>
        <source>Tasks without a day &amp;go to HighLevel, too</source>
        <translation>Anche le attività senza &amp;giorno vanno in HighLevel</translation>
    </message>
    <message>
        <source>HighLevel wants a day for each: they get one a week from then. Otherwise they stay here.</source>
        <translation>HighLevel vuole un giorno per ognuna: ricevono quello di una settimana dopo. Altrimenti restano qui.</translation>
    </message>
</context>
<context>
    <name>AppointmentDialog</name>
    <message>
        <source>Appointment</source>
        <translation>Appuntamento</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>&amp;Move it</source>
        <translation>&amp;Sposta</translation>
    </message>
    <message>
        <source>&amp;Make it</source>
        <translation>&amp;Fissa</translation>
    </message>
    <message>
        <source>&amp;Customer</source>
        <translation>C&amp;liente</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>&amp;Che cosa</translation>
    </message>
    <message>
        <source>Ca&amp;lendar</source>
        <translation>Ca&amp;lendario</translation>
    </message>
    <message>
        <source>&amp;Day</source>
        <translation>&amp;Giorno</translation>
    </message>
    <message>
        <source>&amp;Free times</source>
        <translation>&amp;Orari liberi</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>What the appointment is about</source>
        <translation>Di che cosa si tratta</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>Calendario</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Giorno</translation>
    </message>
    <message>
        <source>Free times of the day</source>
        <translation>Orari liberi del giorno</translation>
    </message>
    <message>
        <source>Move the appointment</source>
        <translation>Sposta l&apos;appuntamento</translation>
    </message>
    <message>
        <source>New appointment</source>
        <translation>Nuovo appuntamento</translation>
    </message>
    <message>
        <source>It is made in HighLevel at once; nobody is written to.</source>
        <translation>Viene scritto subito in HighLevel; a nessuno arriva un messaggio.</translation>
    </message>
    <message>
        <source>An appointment is made with a contact of HighLevel, and none of your customers is linked to one yet. Press Sync now on Home first.</source>
        <translation>Un appuntamento si fissa con un contatto di HighLevel, e nessun cliente è ancora abbinato. Premi prima Sincronizza ora in Panoramica.</translation>
    </message>
    <message>
        <source>Looking for free times…</source>
        <translation>Cerco gli orari liberi…</translation>
    </message>
    <message>
        <source>No free times on this day: choose another.</source>
        <translation>In questo giorno non ci sono orari liberi: scegline un altro.</translation>
    </message>
</context>
<context>
    <name>AssistantPane</name>
    <message>
        <source>Welcome to Ponte24</source>
        <translation>Benvenuto in Ponte24</translation>
    </message>
    <message>
        <source>HighLevel and Fattura24 in step, without typing anything twice. You can stop after each step and go on another day.</source>
        <translation>HighLevel e Fattura24 sempre allineati, senza scrivere niente due volte. Ci si può fermare dopo ogni passo e continuare un altro giorno.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Benvenuto</translation>
    </message>
    <message>
        <source>First export</source>
        <translation>Esportazione</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Confronto</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Indietro</translation>
    </message>
    <message>
        <source>Set &amp;up later</source>
        <translation>Config&amp;ura più tardi</translation>
    </message>
    <message>
        <source>C&amp;ontinue</source>
        <translation>C&amp;ontinua</translation>
    </message>
    <message>
        <source>HighLevel is not connected yet.</source>
        <translation>HighLevel non è ancora collegato.</translation>
    </message>
    <message>
        <source>Fattura24 is not connected yet.</source>
        <translation>Fattura24 non è ancora collegato.</translation>
    </message>
    <message>
        <source>No export of Fattura24 has been read yet.</source>
        <translation>Non è stata ancora letta nessuna esportazione di Fattura24.</translation>
    </message>
    <message>
        <source>Set up Ponte24</source>
        <translation>Configura Ponte24</translation>
    </message>
    <message>
        <source>&amp;Begin</source>
        <translation>Ini&amp;zia</translation>
    </message>
    <message>
        <source>S&amp;kip this step</source>
        <translation>&amp;Salta questo passo</translation>
    </message>
    <message>
        <source>&amp;Compare now</source>
        <translation>&amp;Confronta ora</translation>
    </message>
</context>
<context>
    <name>AutomationFields</name>
    <message>
        <source>%1 (number)</source>
        <translation>%1 (numero)</translation>
    </message>
    <message>
        <source>%1 (day)</source>
        <translation>%1 (giorno)</translation>
    </message>
    <message>
        <source>At a time</source>
        <translation>A un&apos;ora</translation>
    </message>
</context>
<context>
    <name>AutomationFiles</name>
    <message>
        <source>Save the automation</source>
        <translation>Salva l&apos;automazione</translation>
    </message>
    <message>
        <source>The file could not be written: %1</source>
        <translation>Il file non si può scrivere: %1</translation>
    </message>
    <message>
        <source>Saved: %1. It holds neither customers nor secrets.</source>
        <translation>Salvato: %1. Non contiene né clienti né segreti.</translation>
    </message>
    <message>
        <source>Import an automation</source>
        <translation>Importa un&apos;automazione</translation>
    </message>
    <message>
        <source>Automations (*.json)</source>
        <translation>Automazioni (*.json)</translation>
    </message>
    <message>
        <source>The file could not be read: %1</source>
        <translation>Il file non si può leggere: %1</translation>
    </message>
    <message>
        <source>“%1” is here, switched off. Look at it before you switch it on.</source>
        <translation>«%1» è qui, spenta. Guardala prima di attivarla.</translation>
    </message>
</context>
<context>
    <name>Automations</name>
    <message>
        <source>Customer</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>paused: %1</source>
        <translation>in pausa: %1</translation>
    </message>
    <message>
        <source>on, but something failed</source>
        <translation>attiva, ma qualcosa non è riuscito</translation>
    </message>
    <message>
        <source>on</source>
        <translation>attiva</translation>
    </message>
    <message>
        <source>off</source>
        <translation>spenta</translation>
    </message>
    <message>
        <source>By the last 30 days it would cost about %1 a day.</source>
        <translation>A giudicare dagli ultimi 30 giorni costerebbe circa %1 al giorno.</translation>
    </message>
    <message>
        <source>unknown cause</source>
        <translation>non si sa perché</translation>
    </message>
    <message>
        <source>automations set each other off</source>
        <translation>più automazioni si fanno partire a vicenda</translation>
    </message>
    <message>
        <source>it ran too often in a short time</source>
        <translation>è partita troppe volte in poco tempo</translation>
    </message>
    <message>
        <source>many customers at once: look first</source>
        <translation>molti clienti in una volta: guarda prima</translation>
    </message>
    <message>
        <source>it failed three times alike</source>
        <translation>non è riuscita tre volte allo stesso modo</translation>
    </message>
    <message>
        <source>an account has to be connected again</source>
        <translation>un account va collegato di nuovo</translation>
    </message>
    <message>
        <source>a part of it no longer exists</source>
        <translation>una sua parte non esiste più</translation>
    </message>
    <message>
        <source>Trial: only says what it would do</source>
        <translation>In prova: dice soltanto che cosa farebbe</translation>
    </message>
    <message>
        <source>Asks: its changes wait in Review</source>
        <translation>Chiede: le modifiche aspettano nella Revisione</translation>
    </message>
    <message>
        <source>Alone: does it by itself</source>
        <translation>Da sola: lo fa senza chiedere</translation>
    </message>
    <message>
        <source>trial</source>
        <translation>in prova</translation>
    </message>
    <message>
        <source>asks</source>
        <translation>chiede</translation>
    </message>
    <message>
        <source>alone</source>
        <translation>da sola</translation>
    </message>
    <message>
        <source>When: choose what sets it off</source>
        <translation>Quando: scegli che cosa la fa partire</translation>
    </message>
    <message>
        <source>When %1</source>
        <translation>Quando %1</translation>
    </message>
    <message>
        <source>Wait %1</source>
        <translation>Aspetta %1</translation>
    </message>
    <message>
        <source>Go on only if %1</source>
        <translation>Continua solo se %1</translation>
    </message>
    <message>
        <source>If %1</source>
        <translation>Se %1</translation>
    </message>
    <message>
        <source>This step no longer exists: %1</source>
        <translation>Questo passo non esiste più: %1</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>would do: %1</source>
        <translation>farebbe: %1</translation>
    </message>
    <message>
        <source>yes, goes on</source>
        <translation>sì, prosegue</translation>
    </message>
    <message>
        <source>no</source>
        <translation>no</translation>
    </message>
    <message>
        <source>would wait until %1</source>
        <translation>aspetterebbe fino a %1</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>spento</translation>
    </message>
    <message>
        <source>would do it as soon as the step before is done</source>
        <translation>lo farebbe appena fatto il passo prima</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>non ci arriva</translation>
    </message>
    <message>
        <source>harmless</source>
        <translation>innocua</translation>
    </message>
    <message>
        <source>can be taken back</source>
        <translation>si può annullare</translation>
    </message>
    <message>
        <source>reaches outside, or many</source>
        <translation>arriva fuori, o riguarda molti</translation>
    </message>
    <message>
        <source>destroys or changes the set-up</source>
        <translation>distrugge o cambia le impostazioni</translation>
    </message>
    <message>
        <source>never</source>
        <translation>mai</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>in corso</translation>
    </message>
    <message>
        <source>tried only</source>
        <translation>solo provata</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fatta</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>non riuscita</translation>
    </message>
    <message>
        <source>the record had changed</source>
        <translation>nel frattempo qualcosa era cambiato</translation>
    </message>
    <message>
        <source>nobody knows whether it arrived</source>
        <translation>non si sa se è arrivata</translation>
    </message>
    <message>
        <source>waits in Review</source>
        <translation>aspetta nella Revisione</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>aspetta</translation>
    </message>
    <message>
        <source>would do it</source>
        <translation>lo farebbe</translation>
    </message>
</context>
<context>
    <name>AutomationsPane</name>
    <message>
        <source>Understood</source>
        <translation>Ho capito</translation>
    </message>
    <message>
        <source>“%1” is on. %2.</source>
        <translation>«%1» è attiva. %2.</translation>
    </message>
    <message>
        <source>“%1” is saved.</source>
        <translation>«%1» è salvata.</translation>
    </message>
    <message>
        <source>There are changes to an automation that were not saved.</source>
        <translation>Ci sono modifiche a un&apos;automazione che non sono state salvate.</translation>
    </message>
    <message>
        <source>&amp;Go on with them</source>
        <translation>&amp;Riprendile</translation>
    </message>
</context>
<context>
    <name>BudgetGauge</name>
    <message>
        <source>Fattura24 calls left</source>
        <translation>Chiamate a Fattura24 rimaste</translation>
    </message>
    <message>
        <source>%1: %2 of %3 calls left</source>
        <translation>%1: %2 di %3 chiamate rimaste</translation>
    </message>
    <message>
        <source>this minute</source>
        <translation>in questo minuto</translation>
    </message>
    <message>
        <source>this hour</source>
        <translation>in quest&apos;ora</translation>
    </message>
    <message>
        <source>in 24 hours</source>
        <translation>in 24 ore</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>di %1</translation>
    </message>
</context>
<context>
    <name>CardList</name>
    <message>
        <source>Then</source>
        <translation>Allora</translation>
    </message>
    <message>
        <source>Otherwise</source>
        <translation>Altrimenti</translation>
    </message>
    <message>
        <source>Add a step here</source>
        <translation>Aggiungi qui un passo</translation>
    </message>
    <message>
        <source>Only if</source>
        <translation>Solo se</translation>
    </message>
    <message>
        <source>Only if: always</source>
        <translation>Solo se: sempre</translation>
    </message>
</context>
<context>
    <name>ChartCard</name>
    <message>
        <source>Numbers: %1</source>
        <translation>Numeri: %1</translation>
    </message>
    <message>
        <source>The numbers as a table</source>
        <translation>I numeri in una tabella</translation>
    </message>
</context>
<context>
    <name>ChartsView</name>
    <message>
        <source>Runs over time</source>
        <translation>Esecuzioni nel tempo</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Quando</translation>
    </message>
    <message>
        <source>How it ended</source>
        <translation>Com&apos;è finita</translation>
    </message>
    <message>
        <source>What it did</source>
        <translation>Che cosa ha fatto</translation>
    </message>
    <message>
        <source>Calls to Fattura24 by hour</source>
        <translation>Chiamate a Fattura24 ora per ora</translation>
    </message>
    <message>
        <source>Ponte24</source>
        <translation>Ponte24</translation>
    </message>
    <message>
        <source>other programs</source>
        <translation>altri programmi</translation>
    </message>
    <message>
        <source>Fattura24 allows 200 calls in any hour and 500 in any 24 hours. Calls of other programs show once Ponte24 has asked Fattura24 for them.</source>
        <translation>Fattura24 permette 200 chiamate in un&apos;ora e 500 in 24 ore. Le chiamate di altri programmi si vedono dopo che Ponte24 le ha chieste a Fattura24.</translation>
    </message>
    <message>
        <source>Hour</source>
        <translation>Ora</translation>
    </message>
    <message>
        <source>What came in, and what is overdue</source>
        <translation>Quanto è entrato, e quanto è scaduto</translation>
    </message>
    <message>
        <source>came in</source>
        <translation>entrato</translation>
    </message>
    <message>
        <source>overdue</source>
        <translation>scaduto</translation>
    </message>
    <message>
        <source>By the month of the payment, and by the month in which it was due. Only euros, and only payments whose day is known.</source>
        <translation>Per mese del pagamento, e per mese in cui scadeva. Solo euro, e solo pagamenti di cui si sa il giorno.</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Mese</translation>
    </message>
    <message>
        <source>%1: %2 calls, other programs %3</source>
        <translation>%1: %2 chiamate, altri programmi %3</translation>
    </message>
    <message>
        <source>limit of %1 an hour</source>
        <translation>limite di %1 all&apos;ora</translation>
    </message>
    <message>
        <source>%1: came in %2, overdue %3</source>
        <translation>%1: entrato %2, scaduto %3</translation>
    </message>
    <message>
        <source>before</source>
        <translation>prima</translation>
    </message>
</context>
<context>
    <name>CheckStep</name>
    <message>
        <source>Compare both sides</source>
        <translation>Confronta le due parti</translation>
    </message>
    <message>
        <source>&amp;Compare now</source>
        <translation>&amp;Confronta ora</translation>
    </message>
    <message>
        <source>Ponte24 reads the contacts of HighLevel and compares them with the customers of Fattura24. It writes nothing: it shows what would change, and asks.</source>
        <translation>Ponte24 legge i contatti di HighLevel e li confronta con i clienti di Fattura24. Non scrive niente: mostra che cosa cambierebbe e chiede conferma.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Ferma</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avanzamento</translation>
    </message>
    <message>
        <source>Go to step %1</source>
        <translation>Vai al passo %1</translation>
    </message>
    <message>
        <source>Beginning…</source>
        <translation>Inizio…</translation>
    </message>
    <message>
        <source>Stopped. Nothing was changed.</source>
        <translation>Fermato. Non è stato modificato niente.</translation>
    </message>
    <message>
        <source>Stopping after the current operation…</source>
        <translation>Si ferma dopo l&apos;operazione in corso…</translation>
    </message>
</context>
<context>
    <name>ChipEdit</name>
    <message>
        <source>Put in a value</source>
        <translation>Metti un valore</translation>
    </message>
    <message>
        <source>Put in a value (Ctrl+Space)</source>
        <translation>Metti un valore (Ctrl+Spazio)</translation>
    </message>
    <message>
        <source>Put a value into “%1”</source>
        <translation>Metti un valore in «%1»</translation>
    </message>
</context>
<context>
    <name>Choices</name>
    <message>
        <source>somebody no longer in HighLevel</source>
        <translation>una persona che non è più in HighLevel</translation>
    </message>
</context>
<context>
    <name>ColumnsDialog</name>
    <message>
        <source>Columns of the file</source>
        <translation>Colonne del file</translation>
    </message>
    <message>
        <source>Ponte24 does not know these columns. Say once what each holds: the next file of the same shape is read without asking.</source>
        <translation>Ponte24 non conosce queste colonne. Indica una volta che cosa contiene ciascuna: il prossimo file con la stessa intestazione verrà letto senza chiedere.</translation>
    </message>
    <message>
        <source>What do the columns hold?</source>
        <translation>Che cosa contengono le colonne?</translation>
    </message>
    <message>
        <source>What the file holds</source>
        <translation>Che cosa contiene il file</translation>
    </message>
    <message>
        <source>Customers (address book)</source>
        <translation>Clienti (rubrica)</translation>
    </message>
    <message>
        <source>What is due (payment schedule)</source>
        <translation>Scadenze dei pagamenti</translation>
    </message>
    <message>
        <source>The file &amp;holds</source>
        <translation>Il file &amp;contiene</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>&amp;Import with these columns</source>
        <translation>&amp;Importa con queste colonne</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>Colonna</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Esempi</translation>
    </message>
    <message>
        <source>Holds</source>
        <translation>Contiene</translation>
    </message>
    <message>
        <source>Column %1</source>
        <translation>Colonna %1</translation>
    </message>
    <message>
        <source>What the column %1 holds</source>
        <translation>Che cosa contiene la colonna %1</translation>
    </message>
    <message>
        <source>always blank</source>
        <translation>sempre vuota</translation>
    </message>
    <message>
        <source>do not use</source>
        <translation>non usare</translation>
    </message>
</context>
<context>
    <name>ConditionRow</name>
    <message>
        <source>What is compared</source>
        <translation>Che cosa si confronta</translation>
    </message>
    <message>
        <source>How it is compared</source>
        <translation>Come si confronta</translation>
    </message>
    <message>
        <source>Remove this condition</source>
        <translation>Togli questa condizione</translation>
    </message>
    <message>
        <source>First value</source>
        <translation>Primo valore</translation>
    </message>
    <message>
        <source>Second value</source>
        <translation>Secondo valore</translation>
    </message>
    <message>
        <source>Value to compare with</source>
        <translation>Valore con cui confrontare</translation>
    </message>
    <message>
        <source> days</source>
        <translation> giorni</translation>
    </message>
</context>
<context>
    <name>ConditionsEditor</name>
    <message>
        <source>All conditions, or one of them</source>
        <translation>Tutte le condizioni, o una sola</translation>
    </message>
    <message>
        <source>all of these hold</source>
        <translation>valgono tutte</translation>
    </message>
    <message>
        <source>at least one of these holds</source>
        <translation>ne vale almeno una</translation>
    </message>
    <message>
        <source>Add a &amp;condition</source>
        <translation>Aggiungi una &amp;condizione</translation>
    </message>
    <message>
        <source>Add a &amp;group</source>
        <translation>Aggiungi un &amp;gruppo</translation>
    </message>
    <message>
        <source>Remove this group</source>
        <translation>Togli questo gruppo</translation>
    </message>
    <message>
        <source>No conditions: always.</source>
        <translation>Nessuna condizione: sempre.</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>CONFIRM</source>
        <translation>CONFERMO</translation>
    </message>
    <message>
        <source>Please look once more</source>
        <translation>Un ultimo sguardo</translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) are about to be applied</source>
        <translation>
            <numerusform>Sta per essere applicata %Ln modifica</numerusform>
            <numerusform>Stanno per essere applicate %Ln modifiche</numerusform>
        </translation>
    </message>
    <message>
        <source>To go on, type {word} here:</source>
        <translation>Per continuare, scrivi qui {word}:</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Applica</translation>
    </message>
    <message>
        <source>Nothing has been changed so far.</source>
        <translation>Finora non è stato cambiato niente.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) are about to be taken back</source>
        <translation>
            <numerusform>Sta per essere annullata %Ln modifica</numerusform>
            <numerusform>Stanno per essere annullate %Ln modifiche</numerusform>
        </translation>
    </message>
    <message>
        <source>Leave as it is</source>
        <translation>Lascia com&apos;è</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Annulla le modifiche</translation>
    </message>
    <message>
        <source>Nothing has been taken back so far.</source>
        <translation>Finora non è stato annullato niente.</translation>
    </message>
</context>
<context>
    <name>ConflictMenu</name>
    <message>
        <source>Name</source>
        <translation>Nome</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Indirizzo</translation>
    </message>
    <message>
        <source>Decide this conflict</source>
        <translation>Decidi questo conflitto</translation>
    </message>
    <message>
        <source>{side} is right</source>
        <translation>Vale {side}</translation>
    </message>
    <message>
        <source>Leave both as they are</source>
        <translation>Lascia entrambi come sono</translation>
    </message>
    <message>
        <source>Always for “{field}”: {side} is right</source>
        <translation>Sempre per «{field}»: vale {side}</translation>
    </message>
    <message>
        <source>Always for “{field}” ({count})</source>
        <translation>Sempre per «{field}» ({count})</translation>
    </message>
</context>
<context>
    <name>ConnectForm</name>
    <message>
        <source>Check and &amp;connect</source>
        <translation>Verifica e &amp;collega</translation>
    </message>
    <message>
        <source>Checking with the service…</source>
        <translation>Verifica in corso…</translation>
    </message>
</context>
<context>
    <name>ConnectStep</name>
    <message>
        <source>Use another &amp;access…</source>
        <translation>Usa un altro &amp;accesso…</translation>
    </message>
    <message>
        <source>Address of the service</source>
        <translation>Indirizzo del servizio</translation>
    </message>
    <message>
        <source>Only for trials: the address of a sandbox. Leave it blank for the real service.</source>
        <translation>Solo per le prove: l&apos;indirizzo di un ambiente di prova. Per il servizio vero, lascia vuoto.</translation>
    </message>
    <message>
        <source>&amp;Advanced</source>
        <translation>A&amp;vanzate</translation>
    </message>
    <message>
        <source>%1 is connected.</source>
        <translation>%1 è collegato.</translation>
    </message>
</context>
<context>
    <name>CopyList</name>
    <message>
        <source>Copy %1</source>
        <translation>Copia %1</translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minuto fa</numerusform>
            <numerusform>%n minuti fa</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n ora fa</numerusform>
            <numerusform>%n ore fa</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n giorno fa</numerusform>
            <numerusform>%n giorni fa</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln non riuscita</numerusform>
            <numerusform>%Ln non riuscite</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln changed meanwhile</source>
        <translation>
            <numerusform>%Ln cambiata nel frattempo</numerusform>
            <numerusform>%Ln cambiate nel frattempo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln put off</source>
        <translation>
            <numerusform>%Ln rimandata</numerusform>
            <numerusform>%Ln rimandate</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) only you can answer. The rest is done.</source>
        <translation>
            <numerusform>%Ln domanda richiede una persona. Il resto è fatto.</numerusform>
            <numerusform>%Ln domande richiedono una persona. Il resto è fatto.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) to confirm</source>
        <translation>
            <numerusform>%Ln modifica da confermare</numerusform>
            <numerusform>%Ln modifiche da confermare</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) to answer</source>
        <translation>
            <numerusform>%Ln domanda a cui rispondere</numerusform>
            <numerusform>%Ln domande a cui rispondere</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln minute(s)</source>
        <translation>
            <numerusform>circa %Ln minuto</numerusform>
            <numerusform>circa %Ln minuti</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s) to HighLevel</source>
        <translation>
            <numerusform>%Ln richiesta a HighLevel</numerusform>
            <numerusform>%Ln richieste a HighLevel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) to Fattura24</source>
        <translation>
            <numerusform>%Ln chiamata a Fattura24</numerusform>
            <numerusform>%Ln chiamate a Fattura24</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %Ln change(s)</source>
        <translation>
            <numerusform>Applica %Ln modifica</numerusform>
            <numerusform>Applica %Ln modifiche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Link %Ln customer(s)</source>
        <translation>
            <numerusform>Abbina %Ln cliente</numerusform>
            <numerusform>Abbina %Ln clienti</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln linked without a change</source>
        <translation>
            <numerusform>%Ln abbinato senza modifiche</numerusform>
            <numerusform>%Ln abbinati senza modifiche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new customer(s) in Fattura24: it deletes nothing by itself</source>
        <translation>
            <numerusform>%Ln cliente nuovo in Fattura24, che non elimina niente da solo</numerusform>
            <numerusform>%Ln clienti nuovi in Fattura24, che non elimina niente da solo</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln chiamata</numerusform>
            <numerusform>%Ln chiamate</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-invoice file(s)</source>
        <translation>
            <numerusform>%Ln fattura elettronica</numerusform>
            <numerusform>%Ln file di fatture elettroniche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new customer(s) from the invoices.</source>
        <translation>
            <numerusform>%Ln cliente nuovo dalle fatture.</numerusform>
            <numerusform>%Ln clienti nuovi dalle fatture.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new export(s) of Fattura24 in your folder. Import them?</source>
        <translation>
            <numerusform>%Ln nuova esportazione di Fattura24 nella tua cartella. Vuoi importarla?</numerusform>
            <numerusform>%Ln nuove esportazioni di Fattura24 nella tua cartella. Vuoi importarle?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop to import %Ln file(s)</source>
        <translation>
            <numerusform>Rilascia per importare %Ln file</numerusform>
            <numerusform>Rilascia per importare %Ln file</numerusform>
        </translation>
    </message>
    <message>
        <source>New in your folder: %1 (%2). Import it?</source>
        <translation>Nuovo nella tua cartella: %1 (%2). Vuoi importarlo?</translation>
    </message>
    <message numerus="yes">
        <source>Take back %Ln change(s)</source>
        <translation>
            <numerusform>Annulla %Ln modifica</numerusform>
            <numerusform>Annulla %Ln modifiche</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) and link(s) made</source>
        <translation>
            <numerusform>%Ln modifica o abbinamento</numerusform>
            <numerusform>%Ln tra modifiche e abbinamenti</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CustomerTabs</name>
    <message>
        <source>Notes of the customer</source>
        <translation>Note del cliente</translation>
    </message>
    <message>
        <source>Appointments of the customer</source>
        <translation>Appuntamenti del cliente</translation>
    </message>
    <message>
        <source>New &amp;task…</source>
        <translation>Nuova &amp;attività…</translation>
    </message>
    <message>
        <source>New &amp;appointment…</source>
        <translation>Nuovo a&amp;ppuntamento…</translation>
    </message>
    <message>
        <source>Nothing to do for this customer.</source>
        <translation>Niente da fare per questo cliente.</translation>
    </message>
    <message>
        <source>No notes in HighLevel.</source>
        <translation>Nessuna nota in HighLevel.</translation>
    </message>
    <message>
        <source>No appointments in HighLevel.</source>
        <translation>Nessun appuntamento in HighLevel.</translation>
    </message>
    <message>
        <source>Reading the notes…</source>
        <translation>Leggo le note…</translation>
    </message>
    <message>
        <source>The whole note is in HighLevel.</source>
        <translation>La nota intera è in HighLevel.</translation>
    </message>
    <message>
        <source>written by Ponte24</source>
        <translation>scritta da Ponte24</translation>
    </message>
    <message>
        <source>Tas&amp;ks</source>
        <translation>A&amp;ttività</translation>
    </message>
    <message>
        <source>N&amp;otes</source>
        <translation>N&amp;ote</translation>
    </message>
    <message>
        <source>Appoint&amp;ments</source>
        <translation>Appunta&amp;menti</translation>
    </message>
    <message>
        <source>This customer is not linked with HighLevel: notes and appointments are kept there.</source>
        <translation>Questo cliente non è abbinato a HighLevel: note e appuntamenti stanno lì.</translation>
    </message>
</context>
<context>
    <name>CustomerView</name>
    <message>
        <source>No invoices of this customer yet. Import the e-invoices (XML, .p7m or a .zip) to see them here.</source>
        <translation>Ancora nessuna fattura di questo cliente. Importa le fatture elettroniche (XML, .p7m o un archivio .zip) per vederle qui.</translation>
    </message>
    <message>
        <source>Invoices and data of the customer</source>
        <translation>Fatture e dati del cliente</translation>
    </message>
    <message>
        <source>&amp;Invoices</source>
        <translation>&amp;Fatture</translation>
    </message>
    <message>
        <source>&amp;Data</source>
        <translation>&amp;Dati</translation>
    </message>
    <message>
        <source>&amp;Forget…</source>
        <translation>D&amp;imentica…</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(senza nome)</translation>
    </message>
    <message>
        <source>only from invoices</source>
        <translation>solo dalle fatture</translation>
    </message>
    <message>
        <source>E-invoices do not say whether they were paid: until the payment schedule of Fattura24 is imported, all of them count as unpaid.</source>
        <translation>Le fatture elettroniche non dicono se sono state pagate: finché non importi lo scadenzario di Fattura24, contano tutte come da incassare.</translation>
    </message>
    <message>
        <source>linked with HighLevel</source>
        <translation>abbinato a HighLevel</translation>
    </message>
    <message>
        <source>sent, not confirmed yet</source>
        <translation>inviato, non ancora confermato</translation>
    </message>
    <message>
        <source>In credit by %1.</source>
        <translation>A credito di %1.</translation>
    </message>
    <message>
        <source>To collect %1, of which %2 overdue.</source>
        <translation>Da incassare %1, di cui %2 scaduti.</translation>
    </message>
    <message>
        <source>To collect %1.</source>
        <translation>Da incassare %1.</translation>
    </message>
    <message>
        <source>Nothing to collect.</source>
        <translation>Niente da incassare.</translation>
    </message>
    <message>
        <source>Lin&amp;k…</source>
        <translation>Abbi&amp;na…</translation>
    </message>
    <message>
        <source>Erase this customer from this computer; you first see what goes and stays</source>
        <translation>Cancella questo cliente da questo computer; prima vedi che cosa sparisce e che cosa resta</translation>
    </message>
    <message>
        <source>Lin&amp;k to another…</source>
        <translation>Abbi&amp;na a un altro…</translation>
    </message>
    <message>
        <source>Lin&amp;k to a contact…</source>
        <translation>Abbi&amp;na a un contatto…</translation>
    </message>
    <message>
        <source>Choose the contact of HighLevel by hand, or part the two</source>
        <translation>Scegli a mano il contatto di HighLevel, o separa i due</translation>
    </message>
    <message>
        <source>not linked</source>
        <translation>non abbinato</translation>
    </message>
</context>
<context>
    <name>CustomersModel</name>
    <message>
        <source>Customer</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Town</source>
        <translation>Città</translation>
    </message>
    <message>
        <source>To collect</source>
        <translation>Da incassare</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(senza nome)</translation>
    </message>
    <message>
        <source>overdue %1</source>
        <translation>scaduti %1</translation>
    </message>
</context>
<context>
    <name>CustomersPane</name>
    <message>
        <source>Tell Ponte24 your VAT code, so that it knows which of the imported invoices are yours.</source>
        <translation>Indica a Ponte24 la tua partita IVA, così sa quali delle fatture importate hai emesso tu.</translation>
    </message>
    <message>
        <source>&amp;Answer…</source>
        <translation>&amp;Rispondi…</translation>
    </message>
    <message>
        <source>Name, town or code (Ctrl+F)</source>
        <translation>Nome, città o codice (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the customers</source>
        <translation>Cerca fra i clienti</translation>
    </message>
    <message>
        <source>Only with &amp;overdue invoices</source>
        <translation>Solo con fatture &amp;scadute</translation>
    </message>
    <message>
        <source>Choose a customer to see invoices and data.</source>
        <translation>Scegli un cliente per vedere fatture e dati.</translation>
    </message>
    <message>
        <source>No customers yet. Import the address book or the e-invoices of Fattura24: drop the files here.</source>
        <translation>Ancora nessun cliente. Importa la rubrica o le fatture elettroniche di Fattura24: trascina qui i file.</translation>
    </message>
    <message>
        <source>&amp;Your VAT code…</source>
        <translation>La tua &amp;partita IVA…</translation>
    </message>
    <message>
        <source>It tells which of the imported invoices you issued</source>
        <translation>Dice quali delle fatture importate hai emesso tu</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>Clienti</translation>
    </message>
    <message>
        <source>Who they are, their invoices, and what is still to be collected.</source>
        <translation>Chi sono, le loro fatture e quanto resta da incassare.</translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s)</source>
        <translation>
            <numerusform>%n cliente</numerusform>
            <numerusform>%n clienti</numerusform>
        </translation>
    </message>
    <message>
        <source>Forgotten on this computer: %1.</source>
        <translation>Dimenticato su questo computer: %1.</translation>
    </message>
</context>
<context>
    <name>DayEdit</name>
    <message>
        <source>%1: how</source>
        <translation>%1: come</translation>
    </message>
    <message>
        <source>without a day</source>
        <translation>senza un giorno</translation>
    </message>
    <message>
        <source>on the very day</source>
        <translation>lo stesso giorno</translation>
    </message>
    <message>
        <source>days after</source>
        <translation>giorni dopo</translation>
    </message>
    <message>
        <source>days before</source>
        <translation>giorni prima</translation>
    </message>
    <message>
        <source>always on a date</source>
        <translation>sempre in una data</translation>
    </message>
    <message>
        <source>%1: how many days</source>
        <translation>%1: quanti giorni</translation>
    </message>
    <message>
        <source>%1: counted from</source>
        <translation>%1: contando da</translation>
    </message>
    <message>
        <source>%1: the date</source>
        <translation>%1: la data</translation>
    </message>
    <message>
        <source>moved to a working day</source>
        <translation>spostato a un giorno lavorativo</translation>
    </message>
</context>
<context>
    <name>DayPanel</name>
    <message>
        <source>Appointments of the day</source>
        <translation>Appuntamenti del giorno</translation>
    </message>
    <message>
        <source>No appointments on this day.</source>
        <translation>Nessun appuntamento in questo giorno.</translation>
    </message>
    <message>
        <source>New &amp;appointment…</source>
        <translation>Nuovo a&amp;ppuntamento…</translation>
    </message>
    <message>
        <source>Mo&amp;ve…</source>
        <translation>&amp;Sposta…</translation>
    </message>
    <message>
        <source>deleted in HighLevel</source>
        <translation>cancellato in HighLevel</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>annullato</translation>
    </message>
    <message>
        <source>moved, before: %1</source>
        <translation>spostato, prima: %1</translation>
    </message>
</context>
<context>
    <name>DocumentsView</name>
    <message>
        <source>Invoices</source>
        <translation>Fatture</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Documento</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Data</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Totale</translation>
    </message>
    <message>
        <source>To collect</source>
        <translation>Da incassare</translation>
    </message>
    <message>
        <source>lowers what is due</source>
        <translation>riduce il dovuto</translation>
    </message>
    <message>
        <source>settled</source>
        <translation>niente da incassare</translation>
    </message>
    <message>
        <source>%1, of which %2 overdue</source>
        <translation>%1, di cui scaduti %2</translation>
    </message>
    <message>
        <source>%1, overdue since %2</source>
        <translation>%1, scaduta il %2</translation>
    </message>
    <message>
        <source>%1, due %2</source>
        <translation>%1, scade il %2</translation>
    </message>
    <message>
        <source>Instalment</source>
        <translation>Rata</translation>
    </message>
    <message>
        <source>no due date</source>
        <translation>senza scadenza</translation>
    </message>
    <message>
        <source>due %1</source>
        <translation>scade il %1</translation>
    </message>
    <message>
        <source>was due %1</source>
        <translation>scaduta il %1</translation>
    </message>
    <message>
        <source>paid</source>
        <translation>pagata</translation>
    </message>
    <message>
        <source>Instalment %1 of %2</source>
        <translation>Rata %1 di %2</translation>
    </message>
    <message>
        <source>paid on %1</source>
        <translation>pagata il %1</translation>
    </message>
    <message>
        <source>Mark as not &amp;paid</source>
        <translation>Segna &amp;non incassata</translation>
    </message>
    <message>
        <source>Mark as &amp;paid</source>
        <translation>Segna &amp;incassata</translation>
    </message>
    <message>
        <source>Your word, kept in Ponte24; in Fattura24 you mark it yourself</source>
        <translation>È la tua parola e resta in Ponte24; in Fattura24 lo segni tu</translation>
    </message>
</context>
<context>
    <name>DropCover</name>
    <message>
        <source>Ponte24 looks into each file, reads what it recognises and shows what was new. Nothing is sent to HighLevel or Fattura24.</source>
        <translation>Ponte24 guarda dentro ogni file, legge ciò che riconosce e mostra che cosa c&apos;era di nuovo. Niente viene inviato a HighLevel o a Fattura24.</translation>
    </message>
</context>
<context>
    <name>DropZone</name>
    <message>
        <source>Drop Fattura24 exports here</source>
        <translation>Trascina qui le esportazioni di Fattura24</translation>
    </message>
    <message>
        <source>Drop the exported file here</source>
        <translation>Trascina qui il file esportato</translation>
    </message>
    <message>
        <source>Address book as CSV, Excel or vCard, payment schedule, e-invoices</source>
        <translation>Rubrica in CSV, Excel o vCard, scadenze, fatture elettroniche</translation>
    </message>
    <message>
        <source>&amp;Choose file…</source>
        <translation>S&amp;cegli il file…</translation>
    </message>
</context>
<context>
    <name>Editing</name>
    <message>
        <source>Save the changes?</source>
        <translation>Salvare le modifiche?</translation>
    </message>
    <message>
        <source>What you changed in this automation has not been saved.</source>
        <translation>Ciò che hai cambiato in questa automazione non è ancora salvato.</translation>
    </message>
    <message>
        <source>&amp;Throw away</source>
        <translation>&amp;Butta via</translation>
    </message>
    <message>
        <source>&amp;Keep editing</source>
        <translation>&amp;Continua a modificare</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Salva</translation>
    </message>
    <message>
        <source>This one and these would set each other off: %1. Ponte24 stops them after three times.</source>
        <translation>Questa e queste si farebbero partire a vicenda: %1. Dopo tre volte Ponte24 le ferma.</translation>
    </message>
    <message>
        <source>Automations that set each other off</source>
        <translation>Automazioni che si fanno partire a vicenda</translation>
    </message>
    <message>
        <source>&amp;Save it so</source>
        <translation>&amp;Salva così</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Indietro</translation>
    </message>
    <message>
        <source>Name of the automation</source>
        <translation>Nome dell&apos;automazione</translation>
    </message>
    <message>
        <source>What shall it be called?</source>
        <translation>Come si chiama?</translation>
    </message>
    <message>
        <source>Undo (Ctrl+Z)</source>
        <translation>Annulla la modifica (Ctrl+Z)</translation>
    </message>
    <message>
        <source>Do again (Ctrl+Y)</source>
        <translation>Ripeti (Ctrl+Y)</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Salva</translation>
    </message>
    <message>
        <source>Ctrl+S</source>
        <translation>Ctrl+S</translation>
    </message>
    <message>
        <source>Try with</source>
        <translation>Prova con</translation>
    </message>
    <message>
        <source>&amp;Try</source>
        <translation>&amp;Prova</translation>
    </message>
    <message>
        <source>Shows what it would do; nothing is changed</source>
        <translation>Mostra che cosa farebbe; non cambia nulla</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Passi</translation>
    </message>
    <message>
        <source>Try &amp;with</source>
        <translation>Prova &amp;con</translation>
    </message>
    <message>
        <source>an invented example</source>
        <translation>un esempio inventato</translation>
    </message>
    <message>
        <source>What shall it do?</source>
        <translation>Che cosa deve fare?</translation>
    </message>
    <message>
        <source>When shall it happen?</source>
        <translation>Quando deve partire?</translation>
    </message>
    <message>
        <source>With this record it would do nothing: the conditions do not hold.</source>
        <translation>In questo caso non farebbe nulla: le condizioni non sono soddisfatte.</translation>
    </message>
    <message numerus="yes">
        <source>It would make %n change(s). Nothing has been changed.</source>
        <translation>
            <numerusform>Farebbe %n modifica. Non è stato cambiato nulla.</numerusform>
            <numerusform>Farebbe %n modifiche. Non è stato cambiato nulla.</numerusform>
        </translation>
    </message>
    <message>
        <source>Automation</source>
        <translation>Automazione</translation>
    </message>
</context>
<context>
    <name>ExportStep</name>
    <message>
        <source>Bring in the customers of Fattura24</source>
        <translation>Importa i clienti di Fattura24</translation>
    </message>
    <message>
        <source>Fattura24 lets no program read its address book. Ponte24 reads it from the file that you export.</source>
        <translation>Fattura24 non permette a nessun programma di leggere la rubrica: Ponte24 la legge dal file esportato.</translation>
    </message>
    <message>
        <source>In Fattura24, open Rubrica.</source>
        <translation>In Fattura24 apri la Rubrica.</translation>
    </message>
    <message>
        <source>Choose Altro &gt; Esporta dati and save the file as CSV, Excel or vCard.</source>
        <translation>Scegli Altro &gt; Esporta dati e salva il file in formato CSV, Excel o vCard.</translation>
    </message>
    <message>
        <source>Drop the file below, or choose it.</source>
        <translation>Trascina il file qui sotto, oppure sceglilo.</translation>
    </message>
    <message>
        <source>&amp;Tell me when a new export lands in the downloads folder</source>
        <translation>&amp;Avvisami quando c&apos;è una nuova esportazione nella cartella dei download</translation>
    </message>
    <message>
        <source>Last import: %1.</source>
        <translation>Ultima importazione: %1.</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>Lettura di %1…</translation>
    </message>
</context>
<context>
    <name>Fattura24Form</name>
    <message>
        <source>In Fattura24 open Configurazione &gt; App e servizi esterni &gt; API, set Attivo to SÌ, press GENERA and copy the key of 32 characters. Checking it uses one of the 500 calls a day.</source>
        <translation>In Fattura24 apri Configurazione &gt; App e servizi esterni &gt; API, imposta Attivo su SÌ, premi GENERA e copia la chiave di 32 caratteri. La verifica usa una delle 500 chiamate al giorno.</translation>
    </message>
    <message>
        <source>API &amp;key</source>
        <translation>C&amp;hiave API</translation>
    </message>
    <message>
        <source>32 characters</source>
        <translation>32 caratteri</translation>
    </message>
    <message>
        <source>The API key is still missing.</source>
        <translation>Manca ancora la chiave API.</translation>
    </message>
    <message>
        <source>This is no key: it holds spaces or letters that no key has. Copy it once more.</source>
        <translation>Questa non è una chiave: contiene spazi o lettere che una chiave non ha. Copiala di nuovo.</translation>
    </message>
    <message>
        <source>A key of Fattura24 has 32 characters, this one has %1. No call has been used. Copy it once more, or press again to try it as it is.</source>
        <translation>Una chiave di Fattura24 ha 32 caratteri, questa ne ha %1. Non è stata usata nessuna chiamata. Copiala di nuovo, oppure premi ancora per provarla così com&apos;è.</translation>
    </message>
</context>
<context>
    <name>Fattura24Step</name>
    <message>
        <source>Connect Fattura24</source>
        <translation>Collega Fattura24</translation>
    </message>
    <message>
        <source>Ponte24 needs an API key. Fattura24 offers it with the Business and Enterprise plans.</source>
        <translation>Serve una chiave API. Fattura24 la offre con i piani Business ed Enterprise.</translation>
    </message>
    <message>
        <source>In Fattura24, open Configurazione &gt; App e servizi esterni &gt; API.</source>
        <translation>In Fattura24 apri Configurazione &gt; App e servizi esterni &gt; API.</translation>
    </message>
    <message>
        <source>Set Attivo to SÌ and press GENERA.</source>
        <translation>Imposta Attivo su SÌ e premi GENERA.</translation>
    </message>
    <message>
        <source>Copy the key, 32 characters long, into the field below.</source>
        <translation>Copia la chiave, lunga 32 caratteri, nel campo qui sotto.</translation>
    </message>
</context>
<context>
    <name>FileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>&amp;Cerca in:</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>&amp;Tipo di file:</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Choose the export of Fattura24</source>
        <translation>Scegli l&apos;esportazione di Fattura24</translation>
    </message>
    <message>
        <source>Exports of Fattura24 (%1)</source>
        <translation>Esportazioni di Fattura24 (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Tutti i file (*)</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Search names and values (Ctrl+F)</source>
        <translation>Cerca nomi e valori (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search names and values</source>
        <translation>Cerca nomi e valori</translation>
    </message>
    <message>
        <source>Which side is written</source>
        <translation>Da che parte si scrive</translation>
    </message>
    <message>
        <source>Both sides</source>
        <translation>Entrambe le parti</translation>
    </message>
    <message>
        <source>To {side}</source>
        <translation>Verso {side}</translation>
    </message>
    <message>
        <source>Decided or not</source>
        <translation>Deciso o no</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Tutto</translation>
    </message>
    <message>
        <source>Only what is to decide</source>
        <translation>Solo da decidere</translation>
    </message>
</context>
<context>
    <name>FindDialog</name>
    <message>
        <source>Find</source>
        <translation>Cerca</translation>
    </message>
    <message>
        <source>Customer, page, setting or run</source>
        <translation>Cliente, pagina, impostazione o esecuzione</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>Cerca dappertutto</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Che cosa è stato trovato</translation>
    </message>
    <message>
        <source>Arrows choose, Enter opens, Esc closes.</source>
        <translation>Le frecce scelgono, Invio apre, Esc chiude.</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>Clienti</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Pagine</translation>
    </message>
    <message>
        <source>To do</source>
        <translation>Da fare</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Impostazioni</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Esecuzioni</translation>
    </message>
    <message>
        <source>Nothing is called like that.</source>
        <translation>Niente si chiama così.</translation>
    </message>
</context>
<context>
    <name>Finder</name>
    <message>
        <source>Compare now</source>
        <translation>Confronta ora</translation>
    </message>
    <message>
        <source>Import an export of Fattura24</source>
        <translation>Importa un&apos;esportazione di Fattura24</translation>
    </message>
    <message>
        <source>Set up Ponte24 step by step</source>
        <translation>Configura Ponte24 passo passo</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Guida</translation>
    </message>
    <message>
        <source>Run: {moment}</source>
        <translation>Esecuzione: {moment}</translation>
    </message>
</context>
<context>
    <name>FolderChoice</name>
    <message>
        <source>C&amp;hoose folder…</source>
        <translation>Sc&amp;egli cartella…</translation>
    </message>
    <message>
        <source>&amp;Downloads</source>
        <translation>&amp;Download</translation>
    </message>
    <message>
        <source>Use the downloads folder of this computer</source>
        <translation>Usa la cartella dei download di questo computer</translation>
    </message>
    <message>
        <source>Folder to watch</source>
        <translation>Cartella da sorvegliare</translation>
    </message>
</context>
<context>
    <name>ForgetDialog</name>
    <message>
        <source>Forget a customer</source>
        <translation>Dimentica un cliente</translation>
    </message>
    <message>
        <source>Forget %1?</source>
        <translation>Dimenticare %1?</translation>
    </message>
    <message>
        <source>What Ponte24 knows of this customer on this computer goes: data, link, tasks, notes, history.</source>
        <translation>Quello che Ponte24 sa di questo cliente su questo computer sparisce: dati, abbinamento, attività, note, cronologia.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln copy(ies) of the data go, too, as the customer stands in them.</source>
        <translation>
            <numerusform>Sparisce anche %Ln copia dei dati, perché il cliente c&apos;è dentro.</numerusform>
            <numerusform>Spariscono anche %Ln copie dei dati, perché il cliente c&apos;è dentro.</numerusform>
        </translation>
    </message>
    <message>
        <source>Neither HighLevel nor Fattura24 is touched. This cannot be undone.</source>
        <translation>HighLevel e Fattura24 non vengono toccati. Non si può annullare.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>&amp;Forget</source>
        <translation>&amp;Dimentica</translation>
    </message>
</context>
<context>
    <name>Gallery</name>
    <message>
        <source>Recipes</source>
        <translation>Ricette</translation>
    </message>
    <message>
        <source>Choose one: a few questions, a look at what it would do, and it is on. It asks before it does.</source>
        <translation>Scegline una: poche domande, uno sguardo a ciò che farebbe, ed è attiva. Prima di fare, chiede.</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Indietro</translation>
    </message>
    <message>
        <source>&amp;Without a recipe…</source>
        <translation>&amp;Senza ricetta…</translation>
    </message>
</context>
<context>
    <name>GroupMenu</name>
    <message>
        <source>For all shown</source>
        <translation>Per tutte quelle mostrate</translation>
    </message>
    <message>
        <source>Include all {count}</source>
        <translation>Includi tutte e {count}</translation>
    </message>
    <message>
        <source>Leave all {count} out</source>
        <translation>Escludi tutte e {count}</translation>
    </message>
    <message>
        <source>{side} is right for all {count}</source>
        <translation>Vale {side} per tutte e {count}</translation>
    </message>
    <message>
        <source>All {count} are new ones</source>
        <translation>Sono clienti nuovi: tutti e {count}</translation>
    </message>
    <message>
        <source>Leave all {count} as they are</source>
        <translation>Lascia tutte e {count} come sono</translation>
    </message>
    <message>
        <source>I have seen all {count}</source>
        <translation>Le ho viste tutte ({count})</translation>
    </message>
    <message>
        <source>Take back {count} decisions</source>
        <translation>Annulla {count} decisioni</translation>
    </message>
    <message>
        <source>Nothing to decide here</source>
        <translation>Qui non c&apos;è niente da decidere</translation>
    </message>
</context>
<context>
    <name>HandoverDialog</name>
    <message>
        <source>Save new customers as a file</source>
        <translation>Salva i nuovi clienti come file</translation>
    </message>
    <message>
        <source>Load new customers into Fattura24 in one go</source>
        <translation>Carica i nuovi clienti in Fattura24 in una volta</translation>
    </message>
    <message>
        <source>Fattura24 takes 500 calls a day from other programs. A file that you load by hand needs none. What you save here Ponte24 no longer sends by itself, so that no customer is there twice.</source>
        <translation>Fattura24 accetta 500 chiamate al giorno da altri programmi. Un file caricato a mano non ne usa nessuna. Quello che salvi qui Ponte24 non lo invia più da solo, così nessun cliente compare due volte.</translation>
    </message>
    <message numerus="yes">
        <source>The %Ln that must &amp;wait</source>
        <translation>
            <numerusform>Il solo (%Ln) che deve a&amp;spettare</numerusform>
            <numerusform>I %Ln che devono a&amp;spettare</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;All %Ln new customers</source>
        <translation>
            <numerusform>&amp;Tutti i nuovi clienti (%Ln)</numerusform>
            <numerusform>&amp;Tutti i %Ln nuovi clienti</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Also %Ln c&amp;hange(s) of known customers</source>
        <translation>
            <numerusform>Anche %Ln m&amp;odifica a un cliente esistente</numerusform>
            <numerusform>Anche %Ln m&amp;odifiche a clienti esistenti</numerusform>
        </translation>
    </message>
    <message>
        <source>Whether Fattura24&apos;s import recognises customers that it has already is not known: it could make duplicates. Leave this off if in doubt.</source>
        <translation>Non è noto se l&apos;importazione di Fattura24 riconosca i clienti che ha già: potrebbe creare doppioni. Nel dubbio lascia disattivato.</translation>
    </message>
    <message>
        <source>Then, in Fattura24:</source>
        <translation>Poi, in Fattura24:</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Annulla</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Salva…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln customer(s) saved in {file}.</source>
        <translation>
            <numerusform>%Ln cliente salvato in {file}.</numerusform>
            <numerusform>%Ln clienti salvati in {file}.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Chiudi</translation>
    </message>
</context>
<context>
    <name>HandoverLine</name>
    <message numerus="yes">
        <source>%Ln new customer(s) must wait for Fattura24&apos;s limits</source>
        <translation>
            <numerusform>%Ln nuovo cliente deve aspettare i limiti di Fattura24</numerusform>
            <numerusform>%Ln nuovi clienti devono aspettare i limiti di Fattura24</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Save %1 as a file instead…</source>
        <translation>&amp;Salvane invece %1 come file…</translation>
    </message>
    <message>
        <source>The file for Fattura24 seems not to have been loaded: what is to be done?</source>
        <translation>Sembra che il file per Fattura24 non sia stato caricato: che cosa si fa?</translation>
    </message>
    <message>
        <source>&amp;Decide…</source>
        <translation>&amp;Decidi…</translation>
    </message>
    <message numerus="yes">
        <source>%Ln customer(s) wait until you load the file of {day} into Fattura24</source>
        <translation>
            <numerusform>%Ln cliente aspetta che tu carichi in Fattura24 il file del {day}</numerusform>
            <numerusform>%Ln clienti aspettano che tu carichi in Fattura24 il file del {day}</numerusform>
        </translation>
    </message>
    <message>
        <source>Show the &amp;file…</source>
        <translation>Mostra il &amp;file…</translation>
    </message>
</context>
<context>
    <name>HeadNotice</name>
    <message numerus="yes">
        <source>Stopped as you wished: %Ln change(s) done. The rest is still here.</source>
        <translation>
            <numerusform>Fermato come volevi: %Ln modifica fatta. Il resto è ancora qui.</numerusform>
            <numerusform>Fermato come volevi: %Ln modifiche fatte. Il resto è ancora qui.</numerusform>
        </translation>
    </message>
    <message>
        <source>Please look closely: this time Ponte24 asks you to confirm by typing.</source>
        <translation>Controlla con attenzione: questa volta Ponte24 chiede di confermare scrivendo.</translation>
    </message>
    <message>
        <source>Something has come in since this comparison: compare again to see it here.</source>
        <translation>Dopo questo confronto è arrivato qualcosa di nuovo: confronta di nuovo per vederlo qui.</translation>
    </message>
</context>
<context>
    <name>HelpBrowser</name>
    <message>
        <source>Page of help</source>
        <translation>Pagina dell&apos;aiuto</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>Aiuto</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Chiudi</translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation>Cerca nell&apos;aiuto</translation>
    </message>
    <message>
        <source>Topics of the help</source>
        <translation>Argomenti dell&apos;aiuto</translation>
    </message>
    <message>
        <source>No page says that.</source>
        <translation>Nessuna pagina ne parla.</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Indietro</translation>
    </message>
</context>
<context>
    <name>HighLevelForm</name>
    <message>
        <source>&amp;Token</source>
        <translation>&amp;Token</translation>
    </message>
    <message>
        <source>&amp;Location ID</source>
        <translation>&amp;Location ID</translation>
    </message>
    <message>
        <source>The location ID is still missing.</source>
        <translation>Manca ancora il Location ID.</translation>
    </message>
    <message>
        <source>The token is still missing.</source>
        <translation>Manca ancora il token.</translation>
    </message>
    <message>
        <source>In HighLevel open your location, then Settings &gt; Private Integrations, create an integration with the contacts, custom fields and locations permissions, and copy its token: it is shown only once. The location ID is under Settings &gt; Business Profile and in the address bar, after “location/”.</source>
        <translation>In HighLevel apri la tua sede, poi Settings &gt; Private Integrations, crea un&apos;integrazione con i permessi per contatti, campi personalizzati e sedi, e copia il token: viene mostrato una sola volta. Il Location ID è in Settings &gt; Business Profile e nella barra degli indirizzi, dopo “location/”.</translation>
    </message>
    <message>
        <source>This is no token: it holds spaces or letters that no token has. Copy it once more.</source>
        <translation>Questo non è un token: contiene spazi o lettere che un token non ha. Copialo di nuovo.</translation>
    </message>
</context>
<context>
    <name>HighLevelStep</name>
    <message>
        <source>Connect HighLevel</source>
        <translation>Collega HighLevel</translation>
    </message>
    <message>
        <source>Ponte24 needs the ID of your location and a token. You make the token yourself, once.</source>
        <translation>Servono l&apos;ID della sede (location) e un token, da creare una volta sola.</translation>
    </message>
    <message>
        <source>Create an integration named Ponte24 with the permissions listed below.</source>
        <translation>Crea un&apos;integrazione di nome Ponte24 con i permessi elencati qui sotto.</translation>
    </message>
    <message>
        <source>Copy the token at once: HighLevel shows it only this one time.</source>
        <translation>Copia subito il token: HighLevel lo mostra solo questa volta.</translation>
    </message>
    <message>
        <source>Permissions of the token</source>
        <translation>Permessi del token</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Copia tutti</translation>
    </message>
    <message>
        <source>&amp;Permissions to tick</source>
        <translation>&amp;Permessi da selezionare</translation>
    </message>
    <message>
        <source>In HighLevel, open your location: Settings &gt; Private Integrations.</source>
        <translation>In HighLevel apri la tua sede: Impostazioni &gt; Integrazioni private (Settings &gt; Private Integrations).</translation>
    </message>
    <message>
        <source>The location ID stands in the address of the page: copy the whole address into the field below.</source>
        <translation>Il Location ID è nell&apos;indirizzo della pagina: copia tutto l&apos;indirizzo nel campo qui sotto.</translation>
    </message>
</context>
<context>
    <name>HighLevelWays</name>
    <message>
        <source>With a token: the simple way</source>
        <translation>Con un token: il modo semplice</translation>
    </message>
    <message>
        <source>By signing in, with an app of your own</source>
        <translation>Con l&apos;accesso dal browser, tramite un&apos;app tua</translation>
    </message>
</context>
<context>
    <name>HomePane</name>
    <message>
        <source>One moment…</source>
        <translation>Un momento…</translation>
    </message>
    <message>
        <source>&amp;Sync now</source>
        <translation>&amp;Sincronizza ora</translation>
    </message>
    <message>
        <source>Open re&amp;view</source>
        <translation>Apri &amp;Revisione</translation>
    </message>
    <message>
        <source>The set-up is not finished yet.</source>
        <translation>La configurazione non è ancora completa.</translation>
    </message>
    <message>
        <source>&amp;Continue set-up</source>
        <translation>&amp;Continua la configurazione</translation>
    </message>
    <message>
        <source>Res&amp;ume now</source>
        <translation>R&amp;iprendi ora</translation>
    </message>
    <message>
        <source>This computer has no safe place for secrets: they are kept only until Ponte24 is closed.</source>
        <translation>Questo computer non ha un posto sicuro per le chiavi: restano in memoria solo finché Ponte24 è aperto.</translation>
    </message>
    <message>
        <source>&amp;Open accounts</source>
        <translation>Apri acc&amp;ount</translation>
    </message>
    <message>
        <source>Fattura24 calls left</source>
        <translation>Chiamate a Fattura24 rimaste</translation>
    </message>
    <message>
        <source>Fattura24 allows 30 calls a minute, 200 an hour and 500 a day.</source>
        <translation>Fattura24 permette 30 chiamate al minuto, 200 all&apos;ora e 500 al giorno.</translation>
    </message>
    <message>
        <source>Runs over time</source>
        <translation>Esecuzioni nel tempo</translation>
    </message>
    <message>
        <source>Show &amp;all</source>
        <translation>Mostra &amp;tutte</translation>
    </message>
    <message>
        <source>Last: %1, %2</source>
        <translation>Ultima: %1, %2</translation>
    </message>
    <message>
        <source>Every run will appear here as a bar.</source>
        <translation>Ogni esecuzione comparirà qui come una barra.</translation>
    </message>
    <message>
        <source>The keyring of this computer is locked.</source>
        <translation>Il portachiavi di questo computer è bloccato.</translation>
    </message>
    <message>
        <source>Something is noted for you in Review.</source>
        <translation>In Revisione c&apos;è qualcosa da guardare.</translation>
    </message>
    <message numerus="yes">
        <source>%n question(s) wait for you.</source>
        <translation>
            <numerusform>%n domanda attende una risposta.</numerusform>
            <numerusform>%n domande attendono una risposta.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All done; %n customer(s) differ where you left it so.</source>
        <translation>
            <numerusform>Tutto fatto; %n cliente resta diverso, come hai scelto.</numerusform>
            <numerusform>Tutto fatto; %n clienti restano diversi, come hai scelto.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) are not carried out yet.</source>
        <translation>
            <numerusform>%n modifica è ancora da fare.</numerusform>
            <numerusform>%n modifiche sono ancora da fare.</numerusform>
        </translation>
    </message>
    <message>
        <source>Something has changed since the last comparison.</source>
        <translation>Qualcosa è cambiato dall&apos;ultimo confronto.</translation>
    </message>
    <message>
        <source>Not compared yet: press Sync now.</source>
        <translation>Non ancora confrontati: premi Sincronizza ora.</translation>
    </message>
    <message>
        <source>Everything is in step.</source>
        <translation>Tutto è allineato.</translation>
    </message>
    <message>
        <source>Working on it…</source>
        <translation>Lavori in corso…</translation>
    </message>
    <message>
        <source>Automatic syncs are paused.</source>
        <translation>Le sincronizzazioni automatiche sono in pausa.</translation>
    </message>
    <message>
        <source>A service cannot be reached at the moment.</source>
        <translation>Al momento un servizio non è raggiungibile.</translation>
    </message>
    <message>
        <source>Something needs to be looked at.</source>
        <translation>Qualcosa richiede attenzione.</translation>
    </message>
    <message>
        <source>Welcome to Ponte24.</source>
        <translation>Benvenuto in Ponte24.</translation>
    </message>
    <message>
        <source>Last run %1.</source>
        <translation>Ultima esecuzione: %1.</translation>
    </message>
    <message>
        <source>Next automatic run %1.</source>
        <translation>Prossima automatica: %1.</translation>
    </message>
    <message>
        <source>Automatic syncs are off.</source>
        <translation>Le sincronizzazioni automatiche sono disattivate.</translation>
    </message>
    <message>
        <source>In Review you see both values side by side and choose; nothing is written meanwhile.</source>
        <translation>In Revisione si vedono i due valori affiancati e si sceglie; intanto non viene scritto nulla.</translation>
    </message>
    <message>
        <source>Automatic syncs are paused until %1.</source>
        <translation>Le sincronizzazioni automatiche sono in pausa fino a: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) were sent to Fattura24 without an answer. The next export will tell whether they arrived.</source>
        <translation>
            <numerusform>%n cliente è stato inviato a Fattura24 senza risposta. La prossima esportazione dirà se è arrivato.</numerusform>
            <numerusform>%n clienti sono stati inviati a Fattura24 senza risposta. La prossima esportazione dirà se sono arrivati.</numerusform>
        </translation>
    </message>
    <message>
        <source>Compares both sides and shows what would change (Ctrl+R)</source>
        <translation>Confronta le due parti e mostra che cosa cambierebbe (Ctrl+R)</translation>
    </message>
    <message>
        <source>A comparison is ready: look at what would change and confirm it.</source>
        <translation>Un confronto è pronto: guarda che cosa cambierebbe e conferma.</translation>
    </message>
    <message>
        <source>Taking a run back is prepared: look at what would change and confirm it.</source>
        <translation>L&apos;annullamento di un&apos;esecuzione è pronto: guarda che cosa cambierebbe e conferma.</translation>
    </message>
    <message numerus="yes">
        <source>All done; %n customer(s) are yet to be compared again.</source>
        <translation>
            <numerusform>Tutto fatto; %n cliente è ancora da riconfrontare.</numerusform>
            <numerusform>Tutto fatto; %n clienti sono ancora da riconfrontare.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportDifferenceDialog</name>
    <message>
        <source>Look at the differences first</source>
        <translation>Guarda prima le differenze</translation>
    </message>
    <message>
        <source>%1 would change a lot</source>
        <translation>%1 cambierebbe molto</translation>
    </message>
    <message>
        <source>Nothing of it was taken over yet. If the file is the right one, take it over; if not, cancel.</source>
        <translation>Non è stato ancora preso nulla. Se il file è quello giusto accettalo, altrimenti annulla.</translation>
    </message>
    <message>
        <source>What would change, for example</source>
        <translation>Che cosa cambierebbe, per esempio</translation>
    </message>
    <message>
        <source>Not in the file, for example</source>
        <translation>Non sono nel file, per esempio</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Annulla</translation>
    </message>
    <message>
        <source>&amp;Take over</source>
        <translation>A&amp;ccetta il file</translation>
    </message>
    <message>
        <source>rows</source>
        <translation>righe</translation>
    </message>
    <message>
        <source>known customers</source>
        <translation>clienti conosciuti</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nuovi</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiati</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>assenti</translation>
    </message>
    <message>
        <source>Date of the file: %1.</source>
        <translation>Data del file: %1.</translation>
    </message>
    <message>
        <source>Date of the file: %1. Newest export that Ponte24 knows: %2.</source>
        <translation>Data del file: %1. Esportazione più recente che Ponte24 conosce: %2.</translation>
    </message>
    <message>
        <source>They are kept and marked as missing; nothing is deleted.</source>
        <translation>Restano conservati e segnati come mancanti; non viene eliminato nulla.</translation>
    </message>
    <message>
        <source>They stay as they are: the file counts as a part of the address book, which proves nothing.</source>
        <translation>Restano come sono: il file vale come una parte della rubrica, e una parte non dimostra nulla.</translation>
    </message>
</context>
<context>
    <name>ImportNews</name>
    <message>
        <source>Imported.</source>
        <translation>Importato.</translation>
    </message>
</context>
<context>
    <name>ImportReportDialog</name>
    <message>
        <source>Import</source>
        <translation>Importazione</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Chiudi</translation>
    </message>
    <message>
        <source>C&amp;opy report</source>
        <translation>C&amp;opia il resoconto</translation>
    </message>
    <message>
        <source>Compare &amp;now</source>
        <translation>&amp;Confronta ora</translation>
    </message>
    <message>
        <source>Nothing was imported</source>
        <translation>Non è stato importato niente</translation>
    </message>
    <message>
        <source>Imported, with some files refused</source>
        <translation>Importato, con qualche file rifiutato</translation>
    </message>
    <message>
        <source>Imported, with some rows refused</source>
        <translation>Importato, con alcune righe rifiutate</translation>
    </message>
    <message>
        <source>Imported</source>
        <translation>Importato</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lette</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nuove</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiate</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>invariate</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>escluse</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>rifiutate</translation>
    </message>
    <message>
        <source>Refused rows</source>
        <translation>Righe rifiutate</translation>
    </message>
    <message>
        <source>Refused documents and files</source>
        <translation>Documenti e file rifiutati</translation>
    </message>
    <message>
        <source>Worth knowing</source>
        <translation>Da sapere</translation>
    </message>
    <message>
        <source>&amp;Assign columns…</source>
        <translation>&amp;Assegna le colonne…</translation>
    </message>
    <message>
        <source>Mended: %1.</source>
        <translation>Corretti: %1.</translation>
    </message>
    <message>
        <source>Columns that Ponte24 does not use: %1.</source>
        <translation>Colonne che Ponte24 non usa: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) of earlier exports are not in this one.</source>
        <translation>
            <numerusform>%n cliente delle esportazioni precedenti manca in questa.</numerusform>
            <numerusform>%n clienti delle esportazioni precedenti mancano in questa.</numerusform>
        </translation>
    </message>
    <message>
        <source>Line %1: %2</source>
        <translation>Riga %1: %2</translation>
    </message>
    <message>
        <source>read %1, new %2, changed %3, unchanged %4, left out %5, refused %6</source>
        <translation>lette %1, nuove %2, cambiate %3, invariate %4, escluse %5, rifiutate %6</translation>
    </message>
    <message numerus="yes">
        <source>(%n row(s), lines %1)</source>
        <translation>
            <numerusform>(%n riga: %1)</numerusform>
            <numerusform>(%n righe: %1)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of mere suppliers left out: only customers are kept in step. Settings can change that.</source>
        <translation>
            <numerusform>%n fornitore escluso: Ponte24 tiene allineati solo i clienti. Si può cambiare in Impostazioni.</numerusform>
            <numerusform>%n fornitori esclusi: Ponte24 tiene allineati solo i clienti. Si può cambiare in Impostazioni.</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Believe the file all the same</source>
        <translation>&amp;Il file vale comunque</translation>
    </message>
</context>
<context>
    <name>InvoiceReports</name>
    <message>
        <source>Issued by you: %1. Received: %2.</source>
        <translation>Emesse da te: %1. Ricevute: %2.</translation>
    </message>
    <message>
        <source>The documents are kept, but Ponte24 does not know yet which of them you issued: close this report and choose your VAT code.</source>
        <translation>I documenti sono conservati, ma Ponte24 non sa ancora quali hai emesso tu: chiudi questo resoconto e scegli la tua partita IVA.</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>&amp;Recipes…</source>
        <translation>&amp;Ricette…</translation>
    </message>
    <message>
        <source>Ctrl+N</source>
        <translation>Ctrl+N</translation>
    </message>
    <message>
        <source>&amp;Map</source>
        <translation>&amp;Mappa</translation>
    </message>
    <message>
        <source>&amp;Log</source>
        <translation>&amp;Diario</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Altro</translation>
    </message>
    <message>
        <source>&amp;Without a recipe…</source>
        <translation>&amp;Senza ricetta…</translation>
    </message>
    <message>
        <source>&amp;Import from a file…</source>
        <translation>&amp;Importa da un file…</translation>
    </message>
    <message>
        <source>Let them &amp;go</source>
        <translation>&amp;Lasciali andare</translation>
    </message>
    <message>
        <source>Automations</source>
        <translation>Automazioni</translation>
    </message>
    <message>
        <source>Automation</source>
        <translation>Automazione</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stato</translation>
    </message>
    <message>
        <source>How far</source>
        <translation>Fin dove</translation>
    </message>
    <message>
        <source>Last</source>
        <translation>Ultima volta</translation>
    </message>
    <message>
        <source>When something happens, Ponte24 does what you have set up. It asks first, unless you say otherwise.</source>
        <translation>Quando succede qualcosa, Ponte24 fa ciò che hai stabilito. Prima chiede, a meno che tu non dica altro.</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>&amp;Apri…</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Invio</translation>
    </message>
    <message>
        <source>Switch o&amp;n</source>
        <translation>Atti&amp;va</translation>
    </message>
    <message>
        <source>&amp;How far</source>
        <translation>Fin &amp;dove</translation>
    </message>
    <message>
        <source>R&amp;un now…</source>
        <translation>Es&amp;egui ora…</translation>
    </message>
    <message>
        <source>What it &amp;did</source>
        <translation>&amp;Che cosa ha fatto</translation>
    </message>
    <message>
        <source>&amp;Save as a file…</source>
        <translation>&amp;Salva in un file…</translation>
    </message>
    <message>
        <source>Re&amp;move</source>
        <translation>Ri&amp;muovi</translation>
    </message>
    <message>
        <source>%1 in Review</source>
        <translation>%1 nella Revisione</translation>
    </message>
    <message>
        <source>%1 later</source>
        <translation>%1 più tardi</translation>
    </message>
    <message>
        <source>never</source>
        <translation>mai</translation>
    </message>
    <message>
        <source>Switch o&amp;ff</source>
        <translation>Speg&amp;ni</translation>
    </message>
    <message>
        <source>Go o&amp;n</source>
        <translation>Ripre&amp;ndi</translation>
    </message>
    <message>
        <source>%1 records would set it off at once. Shall it go through all of them?</source>
        <translation>Partirebbe per %1 casi in una volta sola. Deve occuparsi di tutti?</translation>
    </message>
    <message>
        <source>&amp;Go through them</source>
        <translation>&amp;Sì, tutti</translation>
    </message>
    <message>
        <source>Of %1 things sent to HighLevel nobody knows whether they arrived. Look there: did they?</source>
        <translation>Di %1 invii a HighLevel nessuno sa se sono arrivati. Guarda là: ci sono?</translation>
    </message>
    <message>
        <source>They &amp;arrived</source>
        <translation>Sono &amp;arrivati</translation>
    </message>
    <message>
        <source>&amp;Send them again</source>
        <translation>&amp;Invia di nuovo</translation>
    </message>
    <message>
        <source>%1 runs did not succeed.</source>
        <translation>Volte in cui non è riuscita: %1.</translation>
    </message>
    <message>
        <source>&amp;Try them again</source>
        <translation>&amp;Riprovale</translation>
    </message>
    <message>
        <source>Paused: %1.</source>
        <translation>In pausa: %1.</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Riprendi</translation>
    </message>
    <message>
        <source>%1 changes wait for you in Review.</source>
        <translation>Nella Revisione ti aspettano modifiche: %1.</translation>
    </message>
    <message>
        <source>&amp;Look at them</source>
        <translation>&amp;Guardale</translation>
    </message>
</context>
<context>
    <name>LogPage</name>
    <message>
        <source>What it did</source>
        <translation>Che cosa ha fatto</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Indietro</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Esecuzioni</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Che cosa è successo</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Esito</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Quando</translation>
    </message>
    <message>
        <source>Why did it not start?</source>
        <translation>Perché non è partita?</translation>
    </message>
    <message>
        <source>Earlier versions</source>
        <translation>Versioni precedenti</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Versione</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Salvata</translation>
    </message>
    <message>
        <source>&amp;Go back to this version</source>
        <translation>&amp;Torna a questa versione</translation>
    </message>
    <message>
        <source>What it &amp;did</source>
        <translation>&amp;Che cosa ha fatto</translation>
    </message>
    <message>
        <source>&amp;Why did it not start?</source>
        <translation>P&amp;erché non è partita?</translation>
    </message>
    <message>
        <source>Earlier &amp;versions</source>
        <translation>&amp;Versioni precedenti</translation>
    </message>
    <message>
        <source>What automations did</source>
        <translation>Che cosa hanno fatto le automazioni</translation>
    </message>
    <message>
        <source>It has not done anything yet.</source>
        <translation>Non ha ancora fatto nulla.</translation>
    </message>
    <message>
        <source>Version %1</source>
        <translation>Versione %1</translation>
    </message>
    <message>
        <source>&amp;Undo what this run did…</source>
        <translation>&amp;Annulla ciò che ha fatto…</translation>
    </message>
    <message>
        <source>This run has changed nothing that could be taken back.</source>
        <translation>Qui non c&apos;è nulla che si possa annullare.</translation>
    </message>
    <message>
        <source>You see every step of it in Review before anything is sent.</source>
        <translation>Vedi ogni passo in Revisione prima che sia inviato qualcosa.</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>Search the log (Ctrl+F)</source>
        <translation>Cerca nel registro (Ctrl+F)</translation>
    </message>
    <message>
        <source>Search the log</source>
        <translation>Cerca nel registro</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Copia</translation>
    </message>
    <message>
        <source>Copies the lines that are shown</source>
        <translation>Copia le righe visibili</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Cronologia</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Quando</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Che cosa</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Ponte24 – sample data</source>
        <translation>Ponte24 – dati di prova</translation>
    </message>
    <message>
        <source>Home</source>
        <translation>Panoramica</translation>
    </message>
    <message>
        <source>Accounts</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>Mapping</source>
        <translation>Mappatura</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>Revisione</translation>
    </message>
    <message>
        <source>Customers</source>
        <translation>Clienti</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Registro</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Impostazioni</translation>
    </message>
    <message>
        <source>Understood</source>
        <translation>Ho capito</translation>
    </message>
    <message>
        <source>Compared: there is nothing to change.</source>
        <translation>Confronto fatto: non c&apos;è niente da cambiare.</translation>
    </message>
    <message>
        <source>Agenda</source>
        <translation>Agenda</translation>
    </message>
    <message>
        <source>Automations</source>
        <translation>Automazioni</translation>
    </message>
</context>
<context>
    <name>MapDrawing</name>
    <message>
        <source>Drawing of who sets off whom; the table below says the same</source>
        <translation>Disegno di chi fa partire chi; la tabella sotto dice lo stesso</translation>
    </message>
</context>
<context>
    <name>MapPage</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Indietro</translation>
    </message>
    <message>
        <source>Map of the automations</source>
        <translation>Mappa delle automazioni</translation>
    </message>
    <message>
        <source>Who sets off whom</source>
        <translation>Chi fa partire chi</translation>
    </message>
    <message>
        <source>Automation</source>
        <translation>Automazione</translation>
    </message>
    <message>
        <source>Starts</source>
        <translation>Parte</translation>
    </message>
    <message>
        <source>Sets off</source>
        <translation>Fa partire</translation>
    </message>
    <message>
        <source>These set each other off in a ring: %1. Ponte24 stops them after three times.</source>
        <translation>Queste si fanno partire a vicenda, in cerchio: %1. Dopo tre volte Ponte24 le ferma.</translation>
    </message>
</context>
<context>
    <name>MappingDetail</name>
    <message>
        <source>Field in HighLevel</source>
        <translation>Campo in HighLevel</translation>
    </message>
    <message>
        <source>If both sides changed differently</source>
        <translation>Se le due parti sono cambiate in modo diverso</translation>
    </message>
    <message>
        <source>A &amp;blank removes the value</source>
        <translation>Un campo &amp;vuoto cancella</translation>
    </message>
    <message>
        <source>Field in &amp;HighLevel</source>
        <translation>Campo in &amp;HighLevel</translation>
    </message>
    <message>
        <source>If both &amp;changed</source>
        <translation>Se cambiano &amp;entrambi</translation>
    </message>
    <message>
        <source>Choose a custom field, or type a new name: it will be created at the next sync.</source>
        <translation>Scegli un campo personalizzato, o scrivi un nome nuovo: verrà creato alla prossima sincronizzazione.</translation>
    </message>
    <message>
        <source>Name of the custom field</source>
        <translation>Nome del campo personalizzato</translation>
    </message>
</context>
<context>
    <name>MappingPane</name>
    <message>
        <source>Mapping</source>
        <translation>Mappatura</translation>
    </message>
    <message>
        <source>Which fields are kept in step, in which direction, and who wins.</source>
        <translation>Quali campi restano allineati, in che direzione, e quale parte vale.</translation>
    </message>
    <message>
        <source>Customer shown as an example</source>
        <translation>Cliente mostrato come esempio</translation>
    </message>
    <message>
        <source>&amp;Example:</source>
        <translation>&amp;Esempio:</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Direzione</translation>
    </message>
    <message>
        <source>&amp;Restore defaults</source>
        <translation>&amp;Ripristina predefinita</translation>
    </message>
    <message>
        <source>&amp;Discard changes</source>
        <translation>A&amp;nnulla modifiche</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Salva</translation>
    </message>
    <message>
        <source>Please mend the rows marked in red; then the mapping can be saved.</source>
        <translation>Correggi le righe segnate in rosso; poi la mappatura si può salvare.</translation>
    </message>
    <message>
        <source>Not saved yet. After saving, the next run shows all changes and asks you to confirm by typing.</source>
        <translation>Non ancora salvata. Dopo il salvataggio, la prossima esecuzione mostra tutte le modifiche e chiede di confermare scrivendo.</translation>
    </message>
    <message>
        <source>Saved. Because the mapping has changed, the next run asks you to confirm by typing.</source>
        <translation>Salvata. Poiché la mappatura è cambiata, la prossima esecuzione chiederà di confermare scrivendo.</translation>
    </message>
</context>
<context>
    <name>MappingRow</name>
    <message>
        <source>will be created at the next sync</source>
        <translation>verrà creato alla prossima sincronizzazione</translation>
    </message>
    <message>
        <source>custom field</source>
        <translation>campo personalizzato</translation>
    </message>
    <message>
        <source>not in Fattura24</source>
        <translation>non in Fattura24</translation>
    </message>
</context>
<context>
    <name>MappingWords</name>
    <message>
        <source>Fattura24 knows nothing of this kind: it stays in HighLevel.</source>
        <translation>Fattura24 non ha niente di simile: resta in HighLevel.</translation>
    </message>
    <message>
        <source>Ponte24 can read this field from Fattura24&apos;s export, but Fattura24 offers no way to write it. So it only travels to HighLevel.</source>
        <translation>Ponte24 legge questo campo dall&apos;esportazione di Fattura24, ma Fattura24 non offre un modo per scriverlo. Perciò va solo verso HighLevel.</translation>
    </message>
    <message>
        <source>(none)</source>
        <translation>(nessuno)</translation>
    </message>
    <message>
        <source>Both ways</source>
        <translation>Nelle due direzioni</translation>
    </message>
    <message>
        <source>Only from Fattura24 to HighLevel</source>
        <translation>Solo da Fattura24 a HighLevel</translation>
    </message>
    <message>
        <source>Only from HighLevel to Fattura24</source>
        <translation>Solo da HighLevel a Fattura24</translation>
    </message>
    <message>
        <source>Not kept in step</source>
        <translation>Non allineato</translation>
    </message>
    <message>
        <source>Ask me</source>
        <translation>Chiedi</translation>
    </message>
    <message>
        <source>HighLevel wins</source>
        <translation>Vale HighLevel</translation>
    </message>
    <message>
        <source>Fattura24 wins</source>
        <translation>Vale Fattura24</translation>
    </message>
    <message>
        <source>“{field}” is not kept in step: each side keeps its own value.</source>
        <translation>«{field}» non viene allineato: ogni parte tiene il proprio valore.</translation>
    </message>
    <message>
        <source>When “{field}” changes in HighLevel it is written to Fattura24, and the other way round.</source>
        <translation>Quando «{field}» cambia in HighLevel viene scritto in Fattura24, e viceversa.</translation>
    </message>
    <message>
        <source>When “{field}” changes in HighLevel it is written to Fattura24. A change in Fattura24 stays there.</source>
        <translation>Quando «{field}» cambia in HighLevel viene scritto in Fattura24. Una modifica in Fattura24 resta lì.</translation>
    </message>
    <message>
        <source>When “{field}” changes in Fattura24 it is written to HighLevel. A change in HighLevel stays there.</source>
        <translation>Quando «{field}» cambia in Fattura24 viene scritto in HighLevel. Una modifica in HighLevel resta lì.</translation>
    </message>
    <message>
        <source>If both sides changed differently, you are asked.</source>
        <translation>Se le due parti sono cambiate in modo diverso, Ponte24 chiede.</translation>
    </message>
    <message>
        <source>If both sides changed differently, HighLevel&apos;s value holds.</source>
        <translation>Se le due parti sono cambiate in modo diverso, vale HighLevel.</translation>
    </message>
    <message>
        <source>If both sides changed differently, Fattura24&apos;s value holds.</source>
        <translation>Se le due parti sono cambiate in modo diverso, vale Fattura24.</translation>
    </message>
    <message>
        <source>In a conflict the parts of an address are decided together.</source>
        <translation>In un conflitto l&apos;indirizzo si decide tutto insieme.</translation>
    </message>
    <message>
        <source>In a conflict first name and surname are decided together.</source>
        <translation>In un conflitto nome e cognome si decidono insieme.</translation>
    </message>
    <message>
        <source>A blank never removes a value.</source>
        <translation>Un campo vuoto non cancella mai un valore.</translation>
    </message>
    <message>
        <source>A value removed on one side is removed on the other, too; in Fattura24 you are reminded to do it by hand, because it cannot be cleared from outside.</source>
        <translation>Un valore cancellato da una parte viene cancellato anche dall&apos;altra; per Fattura24 Ponte24 ricorda di farlo a mano, perché da fuori non si può svuotare.</translation>
    </message>
    <message>
        <source>A value removed in Fattura24 is removed in HighLevel, too.</source>
        <translation>Un valore cancellato in Fattura24 viene cancellato anche in HighLevel.</translation>
    </message>
    <message>
        <source>{field} (standard field)</source>
        <translation>{field} (campo standard)</translation>
    </message>
    <message>
        <source>{name} (will be created)</source>
        <translation>{name} (verrà creato)</translation>
    </message>
    <message>
        <source>“{name}” is reserved: Ponte24 keeps Fattura24&apos;s key in it.</source>
        <translation>«{name}» è riservato: Ponte24 vi tiene il codice di Fattura24.</translation>
    </message>
    <message>
        <source>Choose a field of HighLevel.</source>
        <translation>Scegli un campo di HighLevel.</translation>
    </message>
    <message>
        <source>“{field}” already uses the HighLevel field “{name}”.</source>
        <translation>«{field}» usa già il campo di HighLevel «{name}».</translation>
    </message>
</context>
<context>
    <name>MirrorCard</name>
    <message>
        <source>Fattura24 address book</source>
        <translation>Rubrica di Fattura24</translation>
    </message>
    <message>
        <source>&amp;Import export…</source>
        <translation>&amp;Importa esportazione…</translation>
    </message>
    <message>
        <source>How to export afresh</source>
        <translation>Come esportare di nuovo</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Manca</translation>
    </message>
    <message>
        <source>Fattura24 cannot be read directly: Ponte24 needs an export of the address book to know your customers there.</source>
        <translation>Fattura24 non si può leggere direttamente: per conoscerne i clienti, a Ponte24 serve un&apos;esportazione della rubrica.</translation>
    </message>
    <message>
        <source>Out of date</source>
        <translation>Non aggiornata</translation>
    </message>
    <message>
        <source>Up to date</source>
        <translation>Aggiornata</translation>
    </message>
    <message>
        <source>Last export imported %1 (%2).</source>
        <translation>Ultima esportazione importata %1 (%2).</translation>
    </message>
    <message>
        <source>What was changed in Fattura24 since then is not known here: a fresh export is advisable.</source>
        <translation>Ciò che da allora è cambiato in Fattura24 qui non è noto: conviene esportare di nuovo.</translation>
    </message>
</context>
<context>
    <name>Moments</name>
    <message>
        <source>today at %1</source>
        <translation>oggi alle %1</translation>
    </message>
    <message>
        <source>yesterday at %1</source>
        <translation>ieri alle %1</translation>
    </message>
    <message>
        <source>tomorrow at %1</source>
        <translation>domani alle %1</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>poco fa</translation>
    </message>
</context>
<context>
    <name>Month</name>
    <message>
        <source>Month</source>
        <translation>Mese</translation>
    </message>
    <message>
        <source>Month before</source>
        <translation>Mese prima</translation>
    </message>
    <message>
        <source>Month after</source>
        <translation>Mese dopo</translation>
    </message>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n attività</numerusform>
            <numerusform>%n attività</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n appointment(s)</source>
        <translation>
            <numerusform>%n appuntamento</numerusform>
            <numerusform>%n appuntamenti</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>NewFilesBar</name>
    <message>
        <source>I&amp;mport it</source>
        <translation>I&amp;mporta</translation>
    </message>
    <message>
        <source>A&amp;lways import</source>
        <translation>Importa &amp;sempre</translation>
    </message>
    <message>
        <source>From now on new exports in this folder are imported without asking</source>
        <translation>D&apos;ora in poi le nuove esportazioni in questa cartella vengono importate senza chiedere</translation>
    </message>
    <message>
        <source>&amp;Not this one</source>
        <translation>&amp;Questo no</translation>
    </message>
    <message>
        <source>I&amp;mport them</source>
        <translation>I&amp;mporta</translation>
    </message>
    <message>
        <source>&amp;Not these</source>
        <translation>&amp;Questi no</translation>
    </message>
</context>
<context>
    <name>OpenHandoverDialog</name>
    <message>
        <source>The file for Fattura24</source>
        <translation>Il file per Fattura24</translation>
    </message>
    <message numerus="yes">
        <source>%Ln customer(s) wait for the file of {day}</source>
        <translation>
            <numerusform>%Ln cliente aspetta il file del {day}</numerusform>
            <numerusform>%Ln clienti aspettano il file del {day}</numerusform>
        </translation>
    </message>
    <message>
        <source>The export of {day} does not have them: the file seems not to have been loaded.</source>
        <translation>L&apos;esportazione del {day} non li contiene: sembra che il file non sia stato caricato.</translation>
    </message>
    <message>
        <source>I will &amp;load it yet: go on waiting</source>
        <translation>Lo ca&amp;rico ancora: continua ad aspettare</translation>
    </message>
    <message>
        <source>I have &amp;loaded it, or will</source>
        <translation>L&apos;ho ca&amp;ricato, o lo caricherò</translation>
    </message>
    <message>
        <source>The next export of the address book (Rubrica &gt; Altro &gt; Esporta &gt; CSV) confirms it.</source>
        <translation>Lo conferma la prossima esportazione della rubrica (Rubrica &gt; Altro &gt; Esporta &gt; CSV).</translation>
    </message>
    <message>
        <source>I did &amp;not load it: send by API</source>
        <translation>&amp;Non l&apos;ho caricato: invia con l&apos;API</translation>
    </message>
    <message>
        <source>Careful: if the file was loaded after all, or you load it later, these customers will be in Fattura24 twice.</source>
        <translation>Attenzione: se il file è stato caricato, o lo carichi più tardi, questi clienti saranno due volte in Fattura24.</translation>
    </message>
    <message>
        <source>&amp;Give them up: neither the file nor the API</source>
        <translation>Rin&amp;uncia: né il file né l&apos;API</translation>
    </message>
    <message>
        <source>They stay in HighLevel and are not proposed again.</source>
        <translation>Restano in HighLevel e non vengono più proposti.</translation>
    </message>
    <message>
        <source>The file was not loaded and I will not load it</source>
        <translation>Il file non è stato caricato e non lo caricherò</translation>
    </message>
    <message>
        <source>Sa&amp;ve again…</source>
        <translation>Sal&amp;va di nuovo…</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Annulla</translation>
    </message>
    <message>
        <source>&amp;OK</source>
        <translation>&amp;OK</translation>
    </message>
    <message>
        <source>{n} customers saved again. If the first file was loaded, do not load this one as well.</source>
        <translation>{n} clienti salvati di nuovo. Se il primo file è stato caricato, non caricare anche questo.</translation>
    </message>
</context>
<context>
    <name>OwnVatDialog</name>
    <message>
        <source>Your VAT code</source>
        <translation>La tua partita IVA</translation>
    </message>
    <message>
        <source>Which VAT code is yours?</source>
        <translation>Qual è la tua partita IVA?</translation>
    </message>
    <message>
        <source>By it Ponte24 tells the invoices you issued, whose customers it takes over, from those you received. You can change it here.</source>
        <translation>Così Ponte24 distingue le fatture che hai emesso, da cui prende i clienti, da quelle che hai ricevuto. Puoi cambiarla qui.</translation>
    </message>
    <message>
        <source>%1, VAT code %2 – on %3 of %4 documents</source>
        <translation>%1, partita IVA %2 – in %3 di %4 documenti</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(senza nome)</translation>
    </message>
    <message>
        <source>&amp;Another:</source>
        <translation>&amp;Un&apos;altra:</translation>
    </message>
    <message>
        <source>&amp;VAT code:</source>
        <translation>Partita &amp;IVA:</translation>
    </message>
    <message>
        <source>11 digits</source>
        <translation>11 cifre</translation>
    </message>
    <message>
        <source>Another VAT code</source>
        <translation>Un&apos;altra partita IVA</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>&amp;Più tardi</translation>
    </message>
    <message>
        <source>&amp;This is mine</source>
        <translation>&amp;Questa è la mia</translation>
    </message>
</context>
<context>
    <name>PairingDialog</name>
    <message>
        <source>Link to a contact</source>
        <translation>Abbina a un contatto</translation>
    </message>
    <message>
        <source>Who is %1 in HighLevel?</source>
        <translation>Chi è %1 in HighLevel?</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(senza nome)</translation>
    </message>
    <message>
        <source>Nothing is sent to either service. Where the two differ, the next comparison shows it and asks you first.</source>
        <translation>Non viene inviato niente. Dove i due sono diversi, lo mostra il prossimo confronto, e prima ti chiede.</translation>
    </message>
    <message>
        <source>Name, e-mail, phone or town</source>
        <translation>Nome, e-mail, telefono o città</translation>
    </message>
    <message>
        <source>Search the contacts</source>
        <translation>Cerca tra i contatti</translation>
    </message>
    <message>
        <source>Contacts of HighLevel</source>
        <translation>Contatti di HighLevel</translation>
    </message>
    <message>
        <source>&amp;Unlink</source>
        <translation>&amp;Separa</translation>
    </message>
    <message>
        <source>Both stay as they are: neither is made anew on the other side</source>
        <translation>Restano tutti e due come sono: nessuno viene ricreato dall&apos;altra parte</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Annulla</translation>
    </message>
    <message>
        <source>&amp;Link</source>
        <translation>A&amp;bbina</translation>
    </message>
    <message>
        <source>now linked to %1</source>
        <translation>ora abbinato a %1</translation>
    </message>
    <message>
        <source>its contact now</source>
        <translation>è già il suo contatto</translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message>
        <source>Search: task, tag, note …</source>
        <translation>Cerca: attività, etichetta, nota …</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Cerca</translation>
    </message>
    <message>
        <source>Show &amp;everything</source>
        <translation>Mostra &amp;tutto</translation>
    </message>
    <message>
        <source>Also what is for experts, and what cannot be chosen, with the reason</source>
        <translation>Anche ciò che è per esperti, e ciò che non si può scegliere, con il motivo</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>&amp;Scegli</translation>
    </message>
    <message numerus="yes">
        <source>%n thing(s)</source>
        <translation>
            <numerusform>%n voce</numerusform>
            <numerusform>%n voci</numerusform>
        </translation>
    </message>
    <message>
        <source>It cannot be chosen: %1</source>
        <translation>Non si può scegliere: %1</translation>
    </message>
    <message>
        <source>Danger: %1.</source>
        <translation>Attenzione: %1.</translation>
    </message>
    <message>
        <source>How it goes on</source>
        <translation>Come prosegue</translation>
    </message>
</context>
<context>
    <name>PlanTable</name>
    <message>
        <source>Planned changes</source>
        <translation>Modifiche previste</translation>
    </message>
    <message>
        <source>Arrows move, right unfolds, left folds, space includes or leaves out, H and F choose a side, control and enter confirms.</source>
        <translation>Le frecce spostano, destra apre, sinistra chiude, spazio include o esclude, H e F scelgono una parte, Ctrl e Invio confermano.</translation>
    </message>
</context>
<context>
    <name>ProblemPanel</name>
    <message>
        <source>Problem</source>
        <translation>Problema</translation>
    </message>
    <message>
        <source>Technical details</source>
        <translation>Dettagli tecnici</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copia</translation>
    </message>
    <message>
        <source>Close this message</source>
        <translation>Chiudi questo messaggio</translation>
    </message>
    <message>
        <source>Something unexpected happened</source>
        <translation>È successo qualcosa di imprevisto</translation>
    </message>
    <message>
        <source>This was not foreseen. What was confirmed before is stored, and nothing is sent twice.</source>
        <translation>Questo caso non era previsto. Ciò che era stato confermato è salvato e nulla viene inviato due volte.</translation>
    </message>
    <message>
        <source>Try again. If it happens again, copy the details and send them to support.</source>
        <translation>Riprova. Se succede di nuovo, copia i dettagli e inviali all&apos;assistenza.</translation>
    </message>
</context>
<context>
    <name>QuestionDialog</name>
    <message>
        <source>A question</source>
        <translation>Una domanda</translation>
    </message>
    <message>
        <source>What the question is about</source>
        <translation>Di che cosa si tratta</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>&amp;Più tardi</translation>
    </message>
    <message>
        <source>N&amp;o</source>
        <translation>&amp;No</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>&amp;Sì</translation>
    </message>
    <message>
        <source>The answer counts for what is ticked; the rest stays a question.</source>
        <translation>La risposta vale per le righe spuntate; per le altre la domanda resta.</translation>
    </message>
</context>
<context>
    <name>Questions</name>
    <message>
        <source>This one, in %1</source>
        <translation>Questo, in %1</translation>
    </message>
    <message>
        <source>… and %1 more</source>
        <translation>… e altri %1</translation>
    </message>
    <message>
        <source>(blank)</source>
        <translation>(vuoto)</translation>
    </message>
    <message>
        <source>The records</source>
        <translation>Le schede</translation>
    </message>
</context>
<context>
    <name>QuestionsDialog</name>
    <message>
        <source>Answer the questions</source>
        <translation>Rispondi alle domande</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avanzamento</translation>
    </message>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Indietro</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>&amp;Più tardi</translation>
    </message>
    <message>
        <source>This question stays open; you find it in Review.</source>
        <translation>La domanda resta aperta: la ritrovi in Revisione.</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Chiudi</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 di %2</translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) of the same kind</source>
        <translation>
            <numerusform>%Ln domanda dello stesso tipo</numerusform>
            <numerusform>%Ln domande dello stesso tipo</numerusform>
        </translation>
    </message>
    <message>
        <source>Ask me one by one</source>
        <translation>Chiedimele una per una</translation>
    </message>
    <message numerus="yes">
        <source>Each is the same as the one beside it: link them (%Ln)</source>
        <translation>
            <numerusform>È lo stesso di quello accanto: abbinalo (%Ln)</numerusform>
            <numerusform>Ognuno è lo stesso di quello accanto: abbinali (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All are new ones: create them in %1 (%Ln)</source>
        <translation>
            <numerusform>È nuovo: crealo in %1 (%Ln)</numerusform>
            <numerusform>Sono tutti nuovi: creali in %1 (%Ln)</numerusform>
        </translation>
    </message>
    <message>
        <source>Fattura24 deletes nothing by itself</source>
        <translation>Fattura24 non elimina niente da solo</translation>
    </message>
    <message numerus="yes">
        <source>for all (%Ln)</source>
        <translation>
            <numerusform>per tutte (%Ln)</numerusform>
            <numerusform>per tutte (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) answered</source>
        <translation>
            <numerusform>%Ln domanda con risposta</numerusform>
            <numerusform>%Ln domande con risposta</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing answered</source>
        <translation>Nessuna risposta data</translation>
    </message>
    <message>
        <source>Nothing is written yet: Review shows what follows, and you confirm it there.</source>
        <translation>Non è ancora scritto niente: Revisione mostra che cosa ne segue, e lo confermi lì.</translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) stay open.</source>
        <translation>
            <numerusform>%Ln domanda resta aperta.</numerusform>
            <numerusform>%Ln domande restano aperte.</numerusform>
        </translation>
    </message>
    <message>
        <source>already chosen for %1</source>
        <translation>già scelto per %1</translation>
    </message>
</context>
<context>
    <name>RecipePage</name>
    <message>
        <source>&amp;Back</source>
        <translation>&amp;Indietro</translation>
    </message>
    <message>
        <source>Change &amp;details…</source>
        <translation>Cambia i &amp;dettagli…</translation>
    </message>
    <message>
        <source>&amp;Only try it for now</source>
        <translation>Per ora solo in &amp;prova</translation>
    </message>
    <message>
        <source>Switch &amp;on: it asks first</source>
        <translation>&amp;Attiva: prima chiede</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>Domande</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Che cosa fa</translation>
    </message>
    <message>
        <source>With your customers</source>
        <translation>Con i tuoi clienti</translation>
    </message>
    <message>
        <source>Only if</source>
        <translation>Solo se</translation>
    </message>
    <message>
        <source>At the moment there is nothing that would set it off; it waits for what happens from now on.</source>
        <translation>In questo momento nulla la farebbe partire: aspetta ciò che succede da adesso in poi.</translation>
    </message>
    <message>
        <source>It would have done something for %1 of your records. For example:</source>
        <translation>Casi per cui farebbe qualcosa: %1. Per esempio:</translation>
    </message>
    <message>
        <source>What happened before you switch it on does not set it off.</source>
        <translation>Ciò che è successo prima di attivarla non la fa partire.</translation>
    </message>
    <message>
        <source>An invented example</source>
        <translation>Un esempio inventato</translation>
    </message>
    <message>
        <source>If it happened now with these, it would do:</source>
        <translation>Se succedesse adesso con questi, farebbe:</translation>
    </message>
</context>
<context>
    <name>ReportSummary</name>
    <message>
        <source>&amp;Details…</source>
        <translation>&amp;Dettagli…</translation>
    </message>
    <message>
        <source>read</source>
        <translation>lette</translation>
    </message>
    <message>
        <source>new</source>
        <translation>nuove</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>cambiate</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>invariate</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>escluse</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>rifiutate</translation>
    </message>
    <message>
        <source>Mended while reading: %1.</source>
        <translation>Corretti durante la lettura: %1.</translation>
    </message>
</context>
<context>
    <name>Reports</name>
    <message>
        <source>Ponte24: what would be changed</source>
        <translation>Ponte24: che cosa cambierebbe</translation>
    </message>
    <message>
        <source>Compared: {moment}</source>
        <translation>Confronto: {moment}</translation>
    </message>
    <message>
        <source>Rows: {rows}</source>
        <translation>Righe: {rows}</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppo</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Che cosa</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Campo</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Adesso</translation>
    </message>
    <message>
        <source>Afterwards</source>
        <translation>Dopo</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stato</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>escluso</translation>
    </message>
    <message>
        <source>included</source>
        <translation>incluso</translation>
    </message>
    <message>
        <source>Ponte24: what was changed</source>
        <translation>Ponte24: che cosa è cambiato</translation>
    </message>
    <message>
        <source>Run: {moment}, {origin}</source>
        <translation>Esecuzione: {moment}, {origin}</translation>
    </message>
    <message>
        <source>How it ended: {state}</source>
        <translation>Com&apos;è finita: {state}</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Quando</translation>
    </message>
    <message>
        <source>In</source>
        <translation>In</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Prima</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Dopo</translation>
    </message>
    <message>
        <source>{what}, taken back</source>
        <translation>{what}, annullato</translation>
    </message>
    <message>
        <source>Save as a file</source>
        <translation>Salva in un file</translation>
    </message>
    <message>
        <source>To print or keep (*.pdf)</source>
        <translation>Da stampare o conservare (*.pdf)</translation>
    </message>
    <message>
        <source>For a spreadsheet (*.csv)</source>
        <translation>Per un foglio di calcolo (*.csv)</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Salvato: %1</translation>
    </message>
    <message>
        <source>For Excel (*.xlsx)</source>
        <translation>Per Excel (*.xlsx)</translation>
    </message>
</context>
<context>
    <name>ResultView</name>
    <message>
        <source>What failed and why</source>
        <translation>Che cosa non è riuscito e perché</translation>
    </message>
    <message>
        <source>Everything that was applied can be taken back from Activity, as far as the services allow it.</source>
        <translation>Tutto ciò che è stato applicato si può annullare dal Registro, per quanto i due servizi lo permettono.</translation>
    </message>
    <message>
        <source>Show in &amp;Activity</source>
        <translation>Mostra nel &amp;Registro</translation>
    </message>
    <message>
        <source>&amp;Undo…</source>
        <translation>A&amp;nnulla…</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>non riuscite</translation>
    </message>
    <message>
        <source>changed meanwhile, left alone</source>
        <translation>cambiate nel frattempo, non toccate</translation>
    </message>
    <message>
        <source>follow later</source>
        <translation>seguono più tardi</translation>
    </message>
    <message>
        <source>wait for you</source>
        <translation>da decidere</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Fermato</translation>
    </message>
    <message>
        <source>Nothing could be applied</source>
        <translation>Non è stato possibile applicare niente</translation>
    </message>
    <message>
        <source>Applied, except for some</source>
        <translation>Applicato, con qualche eccezione</translation>
    </message>
    <message>
        <source>Applied for now; the rest follows</source>
        <translation>Applicato per ora; il resto segue</translation>
    </message>
    <message>
        <source>All done</source>
        <translation>Tutto fatto</translation>
    </message>
    <message>
        <source>Stopped as you wished. What is left is taken up by the next run.</source>
        <translation>Fermato come richiesto. Il resto verrà ripreso dalla prossima esecuzione.</translation>
    </message>
    <message>
        <source>Fattura24&apos;s limit is used up. Ponte24 goes on by itself: {moment}.</source>
        <translation>Il limite di Fattura24 è esaurito. Ponte24 continua da solo: {moment}.</translation>
    </message>
    <message>
        <source>Compare &amp;again</source>
        <translation>&amp;Confronta di nuovo</translation>
    </message>
    <message>
        <source>Some contacts were changed while you were reviewing. Nothing was overwritten; compare again to see them as they are now.</source>
        <translation>Alcuni contatti sono cambiati durante la revisione. Niente è stato sovrascritto; confronta di nuovo per vederli come sono ora.</translation>
    </message>
    <message numerus="yes">
        <source>applied</source>
        <translation>
            <numerusform>applicata</numerusform>
            <numerusform>applicate</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>applied, links included</source>
        <translation>
            <numerusform>applicata, abbinamenti compresi</numerusform>
            <numerusform>applicate, abbinamenti compresi</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>taken back</source>
        <translation>
            <numerusform>annullata</numerusform>
            <numerusform>annullate</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewBar</name>
    <message>
        <source>{now} to Fattura24 now, {later} more by {moment}</source>
        <translation>{now} a Fattura24 adesso, altre {later} entro {moment}</translation>
    </message>
    <message>
        <source>{later} to Fattura24 by {moment}</source>
        <translation>{later} a Fattura24 entro {moment}</translation>
    </message>
    <message>
        <source>{now} to Fattura24</source>
        <translation>{now} a Fattura24</translation>
    </message>
    <message>
        <source>No call to Fattura24</source>
        <translation>Nessuna chiamata a Fattura24</translation>
    </message>
    <message>
        <source>Nothing chosen to be applied</source>
        <translation>Niente da applicare</translation>
    </message>
    <message>
        <source>done in less than a minute</source>
        <translation>meno di un minuto</translation>
    </message>
    <message>
        <source>Ctrl+Enter</source>
        <translation>Ctrl+Invio</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Avanzamento</translation>
    </message>
    <message>
        <source>&amp;Stop</source>
        <translation>&amp;Ferma</translation>
    </message>
    <message numerus="yes">
        <source>%Ln open question(s) will be left as they are</source>
        <translation>
            <numerusform>%Ln domanda aperta resta com&apos;è</numerusform>
            <numerusform>%Ln domande aperte restano come sono</numerusform>
        </translation>
    </message>
    <message>
        <source>Fattura24 data: {ago}</source>
        <translation>Dati di Fattura24: {ago}</translation>
    </message>
    <message>
        <source>No Fattura24 export has been read yet: in Fattura24 Rubrica &gt; Altro &gt; Esporta &gt; CSV</source>
        <translation>Non è stata ancora letta un&apos;esportazione: in Fattura24 Rubrica &gt; Altro &gt; Esporta &gt; CSV</translation>
    </message>
    <message>
        <source> – better export them anew first: in Fattura24 Rubrica &gt; Altro &gt; Esporta &gt; CSV</source>
        <translation> – meglio esportarli di nuovo: in Fattura24 Rubrica &gt; Altro &gt; Esporta &gt; CSV</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Un momento…</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>Al lavoro…</translation>
    </message>
    <message>
        <source>{what}: {done} of {total}</source>
        <translation>{what}: {done} di {total}</translation>
    </message>
    <message>
        <source>Stopping after the current step…</source>
        <translation>Mi fermo dopo il passo in corso…</translation>
    </message>
    <message>
        <source>This comparison is more than an hour old: better compare again</source>
        <translation>Questo confronto ha più di un&apos;ora: meglio confrontare di nuovo</translation>
    </message>
    <message>
        <source>Compare &amp;again</source>
        <translation>&amp;Confronta di nuovo</translation>
    </message>
    <message>
        <source>Continue: {what}</source>
        <translation>Continua: {what}</translation>
    </message>
    <message>
        <source>Taking back, row by row</source>
        <translation>Annullo, riga per riga</translation>
    </message>
</context>
<context>
    <name>ReviewPages</name>
    <message>
        <source>No change fits the search.</source>
        <translation>Nessuna modifica corrisponde alla ricerca.</translation>
    </message>
    <message>
        <source>Connect both accounts first</source>
        <translation>Prima collega i due account</translation>
    </message>
    <message>
        <source>Ponte24 compares HighLevel and Fattura24 and shows here what it would change, before anything is changed.</source>
        <translation>Ponte24 confronta HighLevel e Fattura24 e mostra qui che cosa cambierebbe, prima di cambiare qualcosa.</translation>
    </message>
    <message>
        <source>Open Accounts</source>
        <translation>Apri Account</translation>
    </message>
    <message>
        <source>Nothing has been compared yet</source>
        <translation>Niente è stato ancora confrontato</translation>
    </message>
    <message>
        <source>Comparing reads both sides and writes nothing. What would change is then listed here.</source>
        <translation>Un confronto legge le due parti e non scrive niente. Qui compare poi ciò che cambierebbe.</translation>
    </message>
    <message>
        <source>Compare now</source>
        <translation>Confronta ora</translation>
    </message>
    <message>
        <source>There is nothing to change</source>
        <translation>Non c&apos;è niente da cambiare</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>Confronta di nuovo</translation>
    </message>
    <message numerus="yes">
        <source>Compared {moment}: %Ln linked customer(s) agree on both sides.</source>
        <translation>
            <numerusform>Confronto: {moment}. %Ln cliente abbinato è uguale dalle due parti.</numerusform>
            <numerusform>Confronto: {moment}. %Ln clienti abbinati sono uguali dalle due parti.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewPane</name>
    <message>
        <source>Review</source>
        <translation>Revisione</translation>
    </message>
    <message>
        <source>Open or close all &amp;groups</source>
        <translation>Apri o chiudi tutti i &amp;gruppi</translation>
    </message>
    <message>
        <source>&amp;Answer the questions</source>
        <translation>&amp;Rispondi alle domande</translation>
    </message>
    <message>
        <source>This takes a run back. </source>
        <translation>Questo annulla un&apos;esecuzione. </translation>
    </message>
    <message>
        <source>Compared {moment}. Nothing is written before you confirm.</source>
        <translation>Confrontato {moment}. Niente viene scritto prima della conferma.</translation>
    </message>
    <message>
        <source>Sa&amp;ve…</source>
        <translation>Sal&amp;va…</translation>
    </message>
    <message>
        <source>As PDF or for a spreadsheet</source>
        <translation>In PDF o per un foglio di calcolo</translation>
    </message>
</context>
<context>
    <name>ReviewWords</name>
    <message>
        <source>(blank)</source>
        <translation>(vuoto)</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Conflitti</translation>
    </message>
    <message>
        <source>Needs attention</source>
        <translation>Da guardare</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Nuovi</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Modificati</translation>
    </message>
    <message>
        <source>Links found</source>
        <translation>Abbinati</translation>
    </message>
    <message>
        <source>Removed</source>
        <translation>Eliminati</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Più tardi</translation>
    </message>
    <message>
        <source>Set-up</source>
        <translation>Preparazione</translation>
    </message>
    <message>
        <source>Different on both sides: choose which value holds.</source>
        <translation>Diversi dalle due parti: scegli quale valore vale.</translation>
    </message>
    <message>
        <source>Only you can tell, or Ponte24 cannot do it itself.</source>
        <translation>Serve una decisione, o qualcosa da fare a mano.</translation>
    </message>
    <message>
        <source>Will be created on the side where they are missing.</source>
        <translation>Verranno creati dalla parte in cui mancano.</translation>
    </message>
    <message>
        <source>One side will take over what changed on the other.</source>
        <translation>Una parte riprende ciò che è cambiato nell&apos;altra.</translation>
    </message>
    <message>
        <source>Recognised as the same customer; no value is changed by it.</source>
        <translation>Riconosciuti come lo stesso cliente; nessun valore cambia.</translation>
    </message>
    <message>
        <source>Will be deleted or no longer kept in step.</source>
        <translation>Verranno eliminati o non più tenuti allineati.</translation>
    </message>
    <message>
        <source>Fattura24&apos;s limit does not allow them now; they follow by themselves.</source>
        <translation>Il limite di Fattura24 non li permette ora; seguiranno da soli.</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>Conflitto</translation>
    </message>
    <message>
        <source>Same customer?</source>
        <translation>Lo stesso cliente?</translation>
    </message>
    <message>
        <source>To do by hand</source>
        <translation>Da fare a mano</translation>
    </message>
    <message>
        <source>Agenda</source>
        <translation>Agenda</translation>
    </message>
    <message>
        <source>(name not known yet)</source>
        <translation>(nome non ancora noto)</translation>
    </message>
    <message>
        <source>To be decided</source>
        <translation>Da decidere</translation>
    </message>
    <message>
        <source>To be created</source>
        <translation>Da creare</translation>
    </message>
    <message>
        <source>To be changed</source>
        <translation>Da modificare</translation>
    </message>
    <message>
        <source>To be linked</source>
        <translation>Da abbinare</translation>
    </message>
    <message>
        <source>To be unlinked</source>
        <translation>Da separare</translation>
    </message>
    <message>
        <source>To be deleted</source>
        <translation>Da eliminare</translation>
    </message>
    <message>
        <source>from {source} to {target}</source>
        <translation>da {source} a {target}</translation>
    </message>
    <message>
        <source>in {target}</source>
        <translation>in {target}</translation>
    </message>
    <message>
        <source>between {source} and {target}</source>
        <translation>tra {source} e {target}</translation>
    </message>
    <message>
        <source>It is the same as {candidate}</source>
        <translation>È lo stesso: {candidate}</translation>
    </message>
    <message>
        <source>It is a new one: create it in {side}</source>
        <translation>È un cliente nuovo: crealo in {side}</translation>
    </message>
    <message>
        <source>Leave it as it is</source>
        <translation>Lascia com&apos;è</translation>
    </message>
    <message>
        <source>It was deleted in {side} on purpose: stop keeping it in step</source>
        <translation>È stato eliminato apposta in {side}: non tenerlo più allineato</translation>
    </message>
    <message>
        <source>{side} is right: create it again in {other}</source>
        <translation>Vale {side}: crealo di nuovo in {other}</translation>
    </message>
    <message>
        <source>{side} is right</source>
        <translation>Vale {side}</translation>
    </message>
    <message>
        <source>to do by hand</source>
        <translation>da fare a mano</translation>
    </message>
    <message>
        <source>to decide</source>
        <translation>da decidere</translation>
    </message>
    <message>
        <source>the same: will be linked</source>
        <translation>lo stesso: verrà abbinato</translation>
    </message>
    <message>
        <source>a new one</source>
        <translation>un cliente nuovo</translation>
    </message>
    <message>
        <source>left as it is</source>
        <translation>lasciato com&apos;è</translation>
    </message>
    <message>
        <source>included</source>
        <translation>incluso</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>escluso</translation>
    </message>
    <message>
        <source>from {moment}</source>
        <translation>da {moment}</translation>
    </message>
    <message>
        <source>today at about {time}</source>
        <translation>oggi verso le {time}</translation>
    </message>
    <message>
        <source>tomorrow at about {time}</source>
        <translation>domani verso le {time}</translation>
    </message>
    <message>
        <source>{day} at about {time}</source>
        <translation>{day} verso le {time}</translation>
    </message>
    <message>
        <source>Fattura24&apos;s limit allows it {when}.</source>
        <translation>Il limite di Fattura24 lo permette {when}.</translation>
    </message>
    <message>
        <source>No more is known about it.</source>
        <translation>Non si sa altro.</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>Campo</translation>
    </message>
    <message>
        <source>Now in {side}</source>
        <translation>Ora in {side}</translation>
    </message>
    <message>
        <source>Put back to</source>
        <translation>Torna a</translation>
    </message>
    <message>
        <source>Afterwards</source>
        <translation>Dopo</translation>
    </message>
    <message>
        <source>{field}: {before} in HighLevel, {after} in {other}</source>
        <translation>{field}: {before} in HighLevel, {after} in {other}</translation>
    </message>
    <message>
        <source>{field}: now {before}, afterwards {after}</source>
        <translation>{field}: ora {before}, dopo {after}</translation>
    </message>
    <message>
        <source>{answer}, chosen</source>
        <translation>{answer}, scelto</translation>
    </message>
    <message>
        <source>For all shown</source>
        <translation>Per tutte</translation>
    </message>
    <message>
        <source>It is another one (same firm, other branch): keep it in {side} only</source>
        <translation>È un&apos;altra scheda (stessa ditta, altra sede): tienila solo in {side}</translation>
    </message>
    <message>
        <source>I have seen it</source>
        <translation>L&apos;ho visto</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>visto</translation>
    </message>
    <message>
        <source>stays on its own side</source>
        <translation>resta solo dalla sua parte</translation>
    </message>
    <message>
        <source>takes off: {tags}</source>
        <translation>toglie: {tags}</translation>
    </message>
    <message>
        <source>will be marked as done</source>
        <translation>verrà segnata come fatta</translation>
    </message>
    <message>
        <source>Custom fields in HighLevel.</source>
        <translation>Campi personalizzati in HighLevel.</translation>
    </message>
    <message>
        <source>adds: {tags}</source>
        <translation>aggiunge: {tags}</translation>
    </message>
</context>
<context>
    <name>RowMenu</name>
    <message>
        <source>Open in &amp;HighLevel</source>
        <translation>Apri in &amp;HighLevel</translation>
    </message>
    <message>
        <source>Only where the real HighLevel is connected</source>
        <translation>Solo con il vero HighLevel collegato</translation>
    </message>
    <message>
        <source>Open &amp;Fattura24 and copy the name</source>
        <translation>Apri &amp;Fattura24 e copia il nome</translation>
    </message>
    <message>
        <source>Fattura24 opens at its start: paste the name into its search.</source>
        <translation>Fattura24 si apre sulla pagina iniziale: incolla il nome nella sua ricerca.</translation>
    </message>
    <message>
        <source>Only where the real Fattura24 is connected</source>
        <translation>Solo con il vero Fattura24 collegato</translation>
    </message>
</context>
<context>
    <name>RunsChart</name>
    <message>
        <source>No runs yet.</source>
        <translation>Ancora nessuna esecuzione.</translation>
    </message>
    <message>
        <source>Runs over time</source>
        <translation>Esecuzioni nel tempo</translation>
    </message>
</context>
<context>
    <name>RunsModel</name>
    <message>
        <source>When</source>
        <translation>Quando</translation>
    </message>
    <message>
        <source>How it ended</source>
        <translation>Esito</translation>
    </message>
    <message>
        <source>What it did</source>
        <translation>Che cosa ha fatto</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Avvio</translation>
    </message>
    <message>
        <source>(blank)</source>
        <translation>(vuoto)</translation>
    </message>
    <message>
        <source>{what}, taken back</source>
        <translation>{what}, annullato</translation>
    </message>
</context>
<context>
    <name>SaveCalendar</name>
    <message>
        <source>Save the calendar</source>
        <translation>Salva il calendario</translation>
    </message>
    <message>
        <source>Calendar (*.ics)</source>
        <translation>Calendario (*.ics)</translation>
    </message>
    <message>
        <source>Saved, with this many events: %1. Open the file with the calendar of your telephone or computer; do it again after changes.</source>
        <translation>Salvato, con questi eventi: %1. Apri il file con il calendario del telefono o del computer; rifallo dopo ogni cambiamento.</translation>
    </message>
</context>
<context>
    <name>SecretField</name>
    <message>
        <source>Show what is typed</source>
        <translation>Mostra ciò che si scrive</translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>This desktop has no tray: Ponte24 stays in the task bar. Leave the window open, minimised if you like, so that automatic syncs can run.</source>
        <translation>Questo desktop non ha un&apos;area di notifica: Ponte24 resta nella barra delle applicazioni. Lascia aperta la finestra, anche ridotta a icona, perché le sincronizzazioni automatiche possano partire.</translation>
    </message>
    <message>
        <source>A new version of Ponte24 was installed. Please quit and open it again; automatic syncs wait until then. If you close this window, that happens by itself.</source>
        <translation>È stata installata una nuova versione di Ponte24. Esci e aprilo di nuovo: fino ad allora le sincronizzazioni automatiche aspettano. Se chiudi questa finestra, succede da sé.</translation>
    </message>
    <message>
        <source>New export of Fattura24</source>
        <translation>Nuova esportazione di Fattura24</translation>
    </message>
    <message>
        <source>Ponte24 goes on in the tray</source>
        <translation>Ponte24 continua a lavorare</translation>
    </message>
    <message>
        <source>It keeps both sides in step in the background. You find it beside the clock.</source>
        <translation>Tiene allineate le due parti in sottofondo. Si trova accanto all&apos;orologio.</translation>
    </message>
    <message>
        <source>&amp;Keep it running</source>
        <translation>&amp;Lascia attivo</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Esci</translation>
    </message>
    <message>
        <source>Quit Ponte24?</source>
        <translation>Uscire da Ponte24?</translation>
    </message>
    <message>
        <source>While it is closed, nothing is synchronised automatically.</source>
        <translation>Finché è chiuso, nulla viene sincronizzato automaticamente.</translation>
    </message>
    <message>
        <source>It stops after the current step. Nothing is lost: what is left waits for you in Review.</source>
        <translation>Si ferma dopo il passo in corso. Non si perde niente: quel che resta ti aspetta in Revisione.</translation>
    </message>
    <message>
        <source>&amp;Stay</source>
        <translation>&amp;Resta</translation>
    </message>
    <message>
        <source>Ending the current operation…</source>
        <translation>Termino l&apos;operazione in corso…</translation>
    </message>
</context>
<context>
    <name>SettingsPane</name>
    <message>
        <source>Settings</source>
        <translation>Impostazioni</translation>
    </message>
    <message>
        <source>Every change is saved at once.</source>
        <translation>Ogni modifica viene salvata subito.</translation>
    </message>
    <message>
        <source>Automatic syncs</source>
        <translation>Sincronizzazioni automatiche</translation>
    </message>
    <message>
        <source>Never, only by hand</source>
        <translation>Mai, solo a mano</translation>
    </message>
    <message>
        <source>Every 15 minutes</source>
        <translation>Ogni 15 minuti</translation>
    </message>
    <message>
        <source>Every 30 minutes</source>
        <translation>Ogni 30 minuti</translation>
    </message>
    <message>
        <source>Every hour</source>
        <translation>Ogni ora</translation>
    </message>
    <message>
        <source>Every 3 hours</source>
        <translation>Ogni 3 ore</translation>
    </message>
    <message>
        <source>Twice a day</source>
        <translation>Due volte al giorno</translation>
    </message>
    <message>
        <source>Once a day</source>
        <translation>Una volta al giorno</translation>
    </message>
    <message>
        <source>&amp;Interval</source>
        <translation>&amp;Intervallo</translation>
    </message>
    <message>
        <source>Automatic runs apply only what needs no judgement; the rest waits for you in Review.</source>
        <translation>Le esecuzioni automatiche applicano solo ciò che non richiede una decisione; il resto attende in Revisione.</translation>
    </message>
    <message>
        <source>&amp;Notify when a run needs a person</source>
        <translation>A&amp;vvisa quando serve una persona</translation>
    </message>
    <message>
        <source>One notification, and none for runs that went well.</source>
        <translation>Un solo avviso, e nessuno se tutto è andato bene.</translation>
    </message>
    <message>
        <source>Start &amp;minimised</source>
        <translation>Avvia &amp;ridotto</translation>
    </message>
    <message>
        <source>Ponte24 starts in the tray, without opening its window.</source>
        <translation>Ponte24 parte accanto all&apos;orologio, senza aprire la finestra.</translation>
    </message>
    <message>
        <source>New customers</source>
        <translation>Nuovi clienti</translation>
    </message>
    <message>
        <source>Create in &amp;Fattura24</source>
        <translation>Crea in &amp;Fattura24</translation>
    </message>
    <message>
        <source>Which HighLevel contacts that Fattura24 does not know become customers there.</source>
        <translation>Quali contatti di HighLevel, sconosciuti a Fattura24, vi diventano clienti.</translation>
    </message>
    <message>
        <source>All contacts</source>
        <translation>Tutti i contatti</translation>
    </message>
    <message>
        <source>Only with VAT code or fiscal code</source>
        <translation>Solo con P.IVA o codice fiscale</translation>
    </message>
    <message>
        <source>Only with a certain tag</source>
        <translation>Solo con una certa etichetta</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Nessuno</translation>
    </message>
    <message>
        <source>&amp;Tag</source>
        <translation>&amp;Etichetta</translation>
    </message>
    <message>
        <source>HighLevel contacts with this tag become customers of Fattura24.</source>
        <translation>I contatti di HighLevel con questa etichetta diventano clienti in Fattura24.</translation>
    </message>
    <message>
        <source>Create in &amp;HighLevel</source>
        <translation>Crea in &amp;HighLevel</translation>
    </message>
    <message>
        <source>Whether customers that are only in Fattura24 become contacts of HighLevel.</source>
        <translation>Se i clienti presenti solo in Fattura24 diventano contatti di HighLevel.</translation>
    </message>
    <message>
        <source>All customers</source>
        <translation>Tutti i clienti</translation>
    </message>
    <message>
        <source>Import &amp;suppliers, too</source>
        <translation>Importa anche i &amp;fornitori</translation>
    </message>
    <message>
        <source>Otherwise rows of the export that are only suppliers are left out.</source>
        <translation>Altrimenti le righe che sono solo fornitori vengono escluse.</translation>
    </message>
    <message>
        <source>New exports of Fattura24</source>
        <translation>Nuove esportazioni di Fattura24</translation>
    </message>
    <message>
        <source>When a &amp;new export is found</source>
        <translation>Quando c&apos;è una &amp;nuova esportazione</translation>
    </message>
    <message>
        <source>Ponte24 looks into the folder every now and then, also from the tray; other files are left alone.</source>
        <translation>Ponte24 guarda nella cartella ogni tanto, anche quando è ridotto a icona; gli altri file non vengono toccati.</translation>
    </message>
    <message>
        <source>Do not look</source>
        <translation>Non guardare</translation>
    </message>
    <message>
        <source>Ask me once for each</source>
        <translation>Chiedi una volta per ciascuna</translation>
    </message>
    <message>
        <source>Import it at once</source>
        <translation>Importala subito</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Cartella</translation>
    </message>
    <message>
        <source>Caution</source>
        <translation>Prudenza</translation>
    </message>
    <message>
        <source>Never write to High&amp;Level</source>
        <translation>Non scrivere mai in High&amp;Level</translation>
    </message>
    <message>
        <source>HighLevel is only read; nothing is changed there.</source>
        <translation>HighLevel viene solo letto; nulla vi viene modificato.</translation>
    </message>
    <message>
        <source>Never write to Fattura&amp;24</source>
        <translation>Non scrivere mai in Fattura&amp;24</translation>
    </message>
    <message>
        <source>Nothing is sent to Fattura24; no call is used.</source>
        <translation>Nulla viene inviato a Fattura24; non si usano chiamate.</translation>
    </message>
    <message>
        <source>&amp;Ask about customers that Fattura24 no longer has</source>
        <translation>C&amp;hiedi dei clienti che Fattura24 non ha più</translation>
    </message>
    <message>
        <source>When a whole export has a linked customer no more, the review asks whether to let it go. Otherwise it is only noted with the customer.</source>
        <translation>Se un&apos;esportazione completa non contiene più un cliente abbinato, la revisione chiede se lasciarlo andare. Altrimenti è solo annotato nella scheda del cliente.</translation>
    </message>
    <message>
        <source>&amp;Warn after (days)</source>
        <translation>A&amp;vverti dopo (giorni)</translation>
    </message>
    <message>
        <source>From this age on the exported address book of Fattura24 is called out of date.</source>
        <translation>Da questa età in poi la rubrica esportata da Fattura24 è considerata non aggiornata.</translation>
    </message>
    <message>
        <source>Look and language</source>
        <translation>Aspetto e lingua</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>Lin&amp;gua</translation>
    </message>
    <message>
        <source>The language of the window and of all messages.</source>
        <translation>La lingua della finestra e di tutti i messaggi.</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>Come il sistema</translation>
    </message>
    <message>
        <source>L&amp;ook</source>
        <translation>Aspett&amp;o</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Chiaro</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Scuro</translation>
    </message>
    <message>
        <source>%1 minutes</source>
        <translation>%1 minuti</translation>
    </message>
    <message>
        <source>for ever</source>
        <translation>per sempre</translation>
    </message>
    <message>
        <source>&amp;Keep the history for (days)</source>
        <translation>Tieni la cronolo&amp;gia per (giorni)</translation>
    </message>
    <message>
        <source>Older runs, log lines and copies go by themselves; what can still be undone stays.</source>
        <translation>Esecuzioni, righe del registro e copie più vecchie se ne vanno da sole; quello che si può ancora annullare resta.</translation>
    </message>
</context>
<context>
    <name>Sidebar</name>
    <message>
        <source>Sample data: nothing leaves this computer.</source>
        <translation>Dati di prova: nulla esce da questo computer.</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Cerca</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Aiuto</translation>
    </message>
</context>
<context>
    <name>SidesView</name>
    <message>
        <source>Data of both sides</source>
        <translation>Dati delle due parti</translation>
    </message>
    <message>
        <source>Missing since the export of %1; it is kept here.</source>
        <translation>Manca dall&apos;esportazione del %1; qui resta conservato.</translation>
    </message>
    <message>
        <source>Fattura24&apos;s data are from the newest invoice: no export of the address book has this customer.</source>
        <translation>I dati di Fattura24 vengono dalla fattura più recente: nessuna esportazione della rubrica contiene questo cliente.</translation>
    </message>
    <message>
        <source>Fattura24&apos;s data as Ponte24 wrote them, %1.</source>
        <translation>Dati di Fattura24 come li ha scritti Ponte24: %1.</translation>
    </message>
    <message>
        <source>In the file that you saved for Fattura24, %1; not confirmed by an export yet.</source>
        <translation>È nel file che hai salvato per Fattura24, %1; nessuna esportazione l&apos;ha ancora confermato.</translation>
    </message>
    <message>
        <source>Fattura24&apos;s data as exported, %1.</source>
        <translation>Dati di Fattura24 dall&apos;esportazione: %1.</translation>
    </message>
</context>
<context>
    <name>SignInForm</name>
    <message>
        <source>Redirect addresses to register</source>
        <translation>Indirizzi di ritorno da registrare</translation>
    </message>
    <message>
        <source>Permissions to tick</source>
        <translation>Permessi da spuntare</translation>
    </message>
    <message>
        <source>Copy all permissions</source>
        <translation>Copia tutti i permessi</translation>
    </message>
    <message>
        <source>Permissions (scopes) to tick</source>
        <translation>Permessi (scope) da spuntare</translation>
    </message>
    <message>
        <source>Client secret</source>
        <translation>Client secret</translation>
    </message>
    <message>
        <source>My app is a &amp;white-label app</source>
        <translation>La mia app è di tipo &amp;white-label</translation>
    </message>
    <message>
        <source>&amp;Sign in with HighLevel…</source>
        <translation>&amp;Accedi con HighLevel…</translation>
    </message>
    <message>
        <source>For whoever has a HighLevel developer account: you register an app of your own once, and Ponte24 then renews its access by itself.</source>
        <translation>Per chi ha un account sviluppatore di HighLevel: registri una volta un&apos;app tua, poi Ponte24 rinnova l&apos;accesso da solo.</translation>
    </message>
    <message>
        <source>At marketplace.gohighlevel.com, under My Apps, create a private app with the target user Sub-account.</source>
        <translation>Su marketplace.gohighlevel.com, in My Apps, crea un&apos;app privata con destinatario (target user) Sub-account.</translation>
    </message>
    <message>
        <source>Under Auth, add the three redirect addresses below, exactly as they stand here.</source>
        <translation>In Auth aggiungi i tre indirizzi di ritorno qui sotto, esattamente come sono scritti.</translation>
    </message>
    <message>
        <source>Tick the permissions below, create the client keys, and copy both of them here.</source>
        <translation>Spunta i permessi qui sotto, crea le chiavi del client (client keys) e copiale entrambe qui.</translation>
    </message>
    <message>
        <source>&amp;Location ID</source>
        <translation>&amp;Location ID</translation>
    </message>
    <message>
        <source>Client &amp;ID</source>
        <translation>Client &amp;ID</translation>
    </message>
    <message>
        <source>Client s&amp;ecret</source>
        <translation>Client s&amp;ecret</translation>
    </message>
    <message>
        <source>Address to sign in at</source>
        <translation>Indirizzo a cui accedere</translation>
    </message>
    <message>
        <source>Only for trials: the sign-in address of a sandbox.</source>
        <translation>Solo per le prove: l&apos;indirizzo di accesso di un ambiente di prova.</translation>
    </message>
    <message>
        <source>White label, other address</source>
        <translation>White-label, altro indirizzo</translation>
    </message>
    <message>
        <source>Waiting for the browser</source>
        <translation>In attesa del browser</translation>
    </message>
    <message>
        <source>Cop&amp;y the address</source>
        <translation>Cop&amp;ia l&apos;indirizzo</translation>
    </message>
    <message>
        <source>Ca&amp;ncel</source>
        <translation>A&amp;nnulla</translation>
    </message>
    <message>
        <source>Blank: the secret that is kept</source>
        <translation>Vuoto: il secret già conservato</translation>
    </message>
    <message>
        <source>The location ID is still missing.</source>
        <translation>Manca ancora il Location ID.</translation>
    </message>
    <message>
        <source>The client ID of your app is still missing.</source>
        <translation>Manca ancora il client ID della tua app.</translation>
    </message>
    <message>
        <source>The client secret of your app is still missing.</source>
        <translation>Manca ancora il client secret della tua app.</translation>
    </message>
    <message>
        <source>Opening the browser…</source>
        <translation>Apro il browser…</translation>
    </message>
    <message>
        <source>Your browser shows HighLevel: choose the location there and allow Ponte24.</source>
        <translation>Il browser mostra HighLevel: scegli lì la sede e autorizza Ponte24.</translation>
    </message>
    <message>
        <source>No browser could be opened. Copy the address and open it in a browser on this computer.</source>
        <translation>Non è stato possibile aprire un browser. Copia l&apos;indirizzo e aprilo in un browser di questo computer.</translation>
    </message>
    <message>
        <source>Port %1 is used by another program, so HighLevel answers to %2 this time: it must be registered, too.</source>
        <translation>La porta %1 è usata da un altro programma, quindi questa volta HighLevel risponde a %2: deve essere registrato anche questo indirizzo.</translation>
    </message>
    <message>
        <source>An answer came that belongs to another sign-in. It was not used; Ponte24 goes on waiting for yours.</source>
        <translation>È arrivata una risposta di un altro accesso. Non è stata usata: Ponte24 continua ad aspettare la tua.</translation>
    </message>
</context>
<context>
    <name>Sketches</name>
    <message>
        <source>Where HighLevel has the token and the location ID</source>
        <translation>Dove HighLevel tiene il token e il Location ID</translation>
    </message>
    <message>
        <source>Where Fattura24 has the key</source>
        <translation>Dove Fattura24 tiene la chiave</translation>
    </message>
    <message>
        <source>Where Fattura24 exports the address book</source>
        <translation>Dove Fattura24 esporta la rubrica</translation>
    </message>
    <message>
        <source>A sketch: the page itself looks different, the words are the same.</source>
        <translation>Uno schizzo: la pagina vera ha un altro aspetto, le parole sono le stesse.</translation>
    </message>
</context>
<context>
    <name>Start</name>
    <message>
        <source>Ponte24 %1 is still running</source>
        <translation>È ancora aperto Ponte24 %1</translation>
    </message>
    <message>
        <source>This is version %1. The other one ends after its current operation, then this one opens.</source>
        <translation>Questa è la versione %1. L&apos;altra finisce l&apos;operazione in corso e si chiude, poi si apre questa.</translation>
    </message>
    <message>
        <source>&amp;Close the other one</source>
        <translation>&amp;Chiudi l&apos;altra</translation>
    </message>
    <message>
        <source>&amp;Leave it open</source>
        <translation>&amp;Lasciala aperta</translation>
    </message>
    <message>
        <source>The newest copy was made on %1. What was there before is kept.</source>
        <translation>La copia più recente è di %1. Quello che c&apos;è adesso viene conservato.</translation>
    </message>
    <message>
        <source>&amp;Go on with the copy</source>
        <translation>&amp;Continua con la copia</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Esci</translation>
    </message>
</context>
<context>
    <name>StatusStrip</name>
    <message>
        <source>Progress</source>
        <translation>Avanzamento</translation>
    </message>
    <message>
        <source>S&amp;top</source>
        <translation>&amp;Ferma</translation>
    </message>
    <message>
        <source>Ends after the current operation; nothing is lost</source>
        <translation>Termina dopo l&apos;operazione in corso; nulla va perso</translation>
    </message>
    <message>
        <source>Beginning…</source>
        <translation>Si comincia…</translation>
    </message>
    <message>
        <source>Stopping after the current operation…</source>
        <translation>Mi fermo dopo l&apos;operazione in corso…</translation>
    </message>
</context>
<context>
    <name>StepBar</name>
    <message>
        <source>Steps of the set-up</source>
        <translation>Passi della configurazione</translation>
    </message>
    <message>
        <source>Step %1 of %2: %3</source>
        <translation>Passo %1 di %2: %3</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fatto</translation>
    </message>
    <message>
        <source>not done yet</source>
        <translation>da fare</translation>
    </message>
</context>
<context>
    <name>StepCard</name>
    <message>
        <source>What can be done with this step</source>
        <translation>Che cosa si può fare con questo passo</translation>
    </message>
    <message>
        <source>%1 (switched off)</source>
        <translation>%1 (spento)</translation>
    </message>
    <message>
        <source>Move &amp;up</source>
        <translation>Sposta &amp;su</translation>
    </message>
    <message>
        <source>Move &amp;down</source>
        <translation>Sposta &amp;giù</translation>
    </message>
    <message>
        <source>Du&amp;plicate</source>
        <translation>Du&amp;plica</translation>
    </message>
    <message>
        <source>Switch &amp;off or on</source>
        <translation>Spegni o &amp;accendi</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>&amp;Rimuovi</translation>
    </message>
</context>
<context>
    <name>StepForm</name>
    <message>
        <source>Details</source>
        <translation>Dettagli</translation>
    </message>
    <message>
        <source>Only if …</source>
        <translation>Solo se …</translation>
    </message>
    <message>
        <source>Without conditions it happens every time.</source>
        <translation>Senza condizioni succede ogni volta.</translation>
    </message>
    <message>
        <source>&amp;Another start…</source>
        <translation>&amp;Un altro avvio…</translation>
    </message>
    <message>
        <source>Danger: %1.</source>
        <translation>Attenzione: %1.</translation>
    </message>
    <message>
        <source>There is nothing to fill in.</source>
        <translation>Non c&apos;è nulla da compilare.</translation>
    </message>
    <message>
        <source>%1 (if wanted)</source>
        <translation>%1 (se vuoi)</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>Giorni</translation>
    </message>
    <message>
        <source>Hours</source>
        <translation>Ore</translation>
    </message>
    <message>
        <source>Minutes</source>
        <translation>Minuti</translation>
    </message>
</context>
<context>
    <name>SupportDialog</name>
    <message>
        <source>For support</source>
        <translation>Per l&apos;assistenza</translation>
    </message>
    <message>
        <source>&amp;Save…</source>
        <translation>&amp;Salva…</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>&amp;Chiudi</translation>
    </message>
    <message>
        <source>This is all that the file will hold. It names no customer; token and key are never in it.</source>
        <translation>Il file conterrà solo questo. Non nomina clienti; token e chiave non ci sono mai.</translation>
    </message>
    <message>
        <source>ponte24-support.zip</source>
        <translation>ponte24-assistenza.zip</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Salvato: %1</translation>
    </message>
</context>
<context>
    <name>TagsEdit</name>
    <message>
        <source>Choose a tag that HighLevel has</source>
        <translation>Scegli fra le etichette di HighLevel</translation>
    </message>
</context>
<context>
    <name>TaskActions</name>
    <message>
        <source>D&amp;one</source>
        <translation>Fa&amp;tta</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>Barra spaziatrice</translation>
    </message>
    <message>
        <source>&amp;Move</source>
        <translation>S&amp;posta</translation>
    </message>
    <message>
        <source>C&amp;hange…</source>
        <translation>&amp;Modifica…</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Invio</translation>
    </message>
    <message>
        <source>Open c&amp;ustomer</source>
        <translation>Apri il c&amp;liente</translation>
    </message>
    <message>
        <source>Open in &amp;HighLevel</source>
        <translation>Apri in &amp;HighLevel</translation>
    </message>
    <message>
        <source>&amp;Remove</source>
        <translation>To&amp;gli</translation>
    </message>
    <message>
        <source>It never comes back by itself (Delete)</source>
        <translation>Non torna da sola (Canc)</translation>
    </message>
    <message>
        <source>To &amp;today</source>
        <translation>A &amp;oggi</translation>
    </message>
    <message>
        <source>To to&amp;morrow</source>
        <translation>A &amp;domani</translation>
    </message>
    <message>
        <source>By a &amp;week</source>
        <translation>Di una &amp;settimana</translation>
    </message>
    <message>
        <source>&amp;Without a day</source>
        <translation>Senza &amp;giorno</translation>
    </message>
    <message>
        <source>&amp;Another day…</source>
        <translation>&amp;Un altro giorno…</translation>
    </message>
    <message>
        <source>Re&amp;open</source>
        <translation>Ria&amp;pri</translation>
    </message>
</context>
<context>
    <name>TaskDialog</name>
    <message>
        <source>Task</source>
        <translation>Attività</translation>
    </message>
    <message>
        <source>What is to be done?</source>
        <translation>Che cosa c&apos;è da fare?</translation>
    </message>
    <message>
        <source>On a &amp;day</source>
        <translation>In un &amp;giorno</translation>
    </message>
    <message>
        <source>At a ti&amp;me</source>
        <translation>&amp;A un&apos;ora</translation>
    </message>
    <message>
        <source>nobody in particular</source>
        <translation>nessuno in particolare</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>&amp;Keep</source>
        <translation>&amp;Salva</translation>
    </message>
    <message>
        <source>&amp;What</source>
        <translation>&amp;Che cosa</translation>
    </message>
    <message>
        <source>&amp;Customer</source>
        <translation>C&amp;liente</translation>
    </message>
    <message>
        <source>W&amp;ho</source>
        <translation>C&amp;hi</translation>
    </message>
    <message>
        <source>&amp;Notes</source>
        <translation>&amp;Note</translation>
    </message>
    <message>
        <source>What is to be done</source>
        <translation>Che cosa c&apos;è da fare</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Cliente</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Giorno</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Ora</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Chi</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Change the task</source>
        <translation>Modifica l&apos;attività</translation>
    </message>
    <message>
        <source>New task</source>
        <translation>Nuova attività</translation>
    </message>
    <message>
        <source>no customer</source>
        <translation>nessun cliente</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>(senza nome)</translation>
    </message>
    <message>
        <source>There is no customer “%1”: choose one of the list.</source>
        <translation>Non c&apos;è un cliente “%1”: sceglilo dall&apos;elenco.</translation>
    </message>
</context>
<context>
    <name>TaskTree</name>
    <message>
        <source>Tasks</source>
        <translation>Attività</translation>
    </message>
</context>
<context>
    <name>ThisComputerCard</name>
    <message>
        <source>This computer</source>
        <translation>Questo computer</translation>
    </message>
    <message>
        <source>&amp;Start when I log in</source>
        <translation>A&amp;vvia quando accendo il computer</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Avvia quando accendo il computer</translation>
    </message>
    <message>
        <source>Save a &amp;copy…</source>
        <translation>&amp;Salva una copia…</translation>
    </message>
    <message>
        <source>&amp;Go on from a copy…</source>
        <translation>&amp;Riparti da una copia…</translation>
    </message>
    <message>
        <source>Copies</source>
        <translation>Copie di sicurezza</translation>
    </message>
    <message>
        <source>Ponte24 makes a copy every day by itself and keeps seven. With one of your own you go on at another computer; it holds your customers&apos; data, but neither token nor key.</source>
        <translation>Ponte24 fa da solo una copia al giorno e ne tiene sette. Con una copia tua si continua su un altro computer: contiene i dati dei clienti, ma né token né chiave.</translation>
    </message>
    <message>
        <source>&amp;Prepare…</source>
        <translation>&amp;Prepara…</translation>
    </message>
    <message>
        <source>For support</source>
        <translation>Per l&apos;assistenza</translation>
    </message>
    <message>
        <source>Versions, counts and the log: no secret and no customer. You see everything before it is saved.</source>
        <translation>Versioni, conteggi e registro tecnico: nessun segreto e nessun cliente. Vedi tutto prima di salvarlo.</translation>
    </message>
    <message>
        <source>&amp;Delete everything…</source>
        <translation>&amp;Cancella tutto…</translation>
    </message>
    <message>
        <source>Leave Ponte24</source>
        <translation>Lasciare Ponte24</translation>
    </message>
    <message>
        <source>Deletes all of Ponte24&apos;s data, copies and secrets from this computer. Neither service is touched.</source>
        <translation>Cancella da questo computer tutti i dati, le copie e i segreti di Ponte24. HighLevel e Fattura24 non vengono toccati.</translation>
    </message>
    <message>
        <source>Not with the sample data.</source>
        <translation>Non con i dati di prova.</translation>
    </message>
    <message>
        <source>It waits beside the clock; no window opens.</source>
        <translation>Aspetta vicino all&apos;orologio, senza aprire finestre.</translation>
    </message>
    <message>
        <source>Automatic syncs run only while Ponte24 is open.</source>
        <translation>Le sincronizzazioni automatiche girano solo mentre Ponte24 è aperto.</translation>
    </message>
    <message>
        <source>It is switched off in the system&apos;s own list of start-up programs: switch it on there.</source>
        <translation>È spento nell&apos;elenco dei programmi d&apos;avvio del sistema: riaccendilo lì.</translation>
    </message>
    <message>
        <source>macOS wants it to be allowed: System Settings &gt; Login Items.</source>
        <translation>macOS chiede di permetterlo: Impostazioni di Sistema &gt; Elementi login.</translation>
    </message>
    <message>
        <source>Save a copy</source>
        <translation>Salva una copia</translation>
    </message>
    <message>
        <source>The copy is saved: %1. Keep it as you keep your invoices.</source>
        <translation>Copia salvata: %1. Conservala come conservi le fatture.</translation>
    </message>
    <message>
        <source>Go on from a copy</source>
        <translation>Riparti da una copia</translation>
    </message>
    <message>
        <source>Copies of Ponte24 (%1)</source>
        <translation>Copie di Ponte24 (%1)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Tutti i file (*)</translation>
    </message>
    <message>
        <source>Go on from %1?</source>
        <translation>Ripartire da %1?</translation>
    </message>
    <message>
        <source>Ponte24 closes and opens again with the data of the copy. The present data are kept in the folder of copies. The next sync then asks you to confirm as the first one did.</source>
        <translation>Ponte24 si chiude e si riapre con i dati della copia. Quelli di adesso restano nella cartella delle copie. La prossima sincronizzazione chiede conferma come la prima volta.</translation>
    </message>
    <message>
        <source>&amp;Go on from the copy</source>
        <translation>&amp;Riparti dalla copia</translation>
    </message>
    <message>
        <source>Delete everything from this computer?</source>
        <translation>Cancellare tutto da questo computer?</translation>
    </message>
    <message>
        <source>All data, copies, token and key go, and Ponte24 closes. Links between your customers are lost; the customers themselves stay in HighLevel and Fattura24.</source>
        <translation>Dati, copie, token e chiave vengono cancellati e Ponte24 si chiude. Gli abbinamenti tra i clienti si perdono; i clienti restano in HighLevel e in Fattura24.</translation>
    </message>
    <message>
        <source>&amp;Delete everything</source>
        <translation>&amp;Cancella tutto</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Annulla</translation>
    </message>
    <message>
        <source>&amp;About Ponte24…</source>
        <translation>In&amp;formazioni su Ponte24…</translation>
    </message>
</context>
<context>
    <name>Tray</name>
    <message>
        <source>In step</source>
        <translation>Allineato</translation>
    </message>
    <message>
        <source>All done, with differences you left</source>
        <translation>Tutto fatto, con le differenze che hai lasciato</translation>
    </message>
    <message>
        <source>Changes to carry out</source>
        <translation>Modifiche da fare</translation>
    </message>
    <message>
        <source>To be compared</source>
        <translation>Da confrontare</translation>
    </message>
    <message>
        <source>Working…</source>
        <translation>Al lavoro…</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>In pausa</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Senza connessione</translation>
    </message>
    <message>
        <source>Needs you</source>
        <translation>Serve una decisione</translation>
    </message>
    <message>
        <source>There is a problem</source>
        <translation>C&apos;è un problema</translation>
    </message>
    <message>
        <source>&amp;Sync now</source>
        <translation>&amp;Sincronizza ora</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pausa</translation>
    </message>
    <message>
        <source>For &amp;30 minutes</source>
        <translation>Per &amp;30 minuti</translation>
    </message>
    <message>
        <source>For 1 &amp;hour</source>
        <translation>Per 1 &amp;ora</translation>
    </message>
    <message>
        <source>Until &amp;tomorrow</source>
        <translation>Fino a &amp;domani</translation>
    </message>
    <message>
        <source>&amp;Resume</source>
        <translation>&amp;Riprendi</translation>
    </message>
    <message>
        <source>&amp;Open Ponte24</source>
        <translation>&amp;Apri Ponte24</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Esci</translation>
    </message>
    <message>
        <source>Re&amp;view (%1)</source>
        <translation>Re&amp;visione (%1)</translation>
    </message>
    <message>
        <source>Re&amp;view</source>
        <translation>Re&amp;visione</translation>
    </message>
    <message>
        <source>Paused until %1</source>
        <translation>In pausa fino a: %1</translation>
    </message>
    <message>
        <source>Next sync: %1</source>
        <translation>Prossima sincronizzazione: %1</translation>
    </message>
    <message>
        <source>Last sync: %1</source>
        <translation>Ultima sincronizzazione: %1</translation>
    </message>
    <message>
        <source>Compared</source>
        <translation>Confronto fatto</translation>
    </message>
    <message>
        <source>There is nothing to change.</source>
        <translation>Non c&apos;è niente da cambiare.</translation>
    </message>
    <message>
        <source>Compared: have a look in Review</source>
        <translation>Confronto fatto: guarda in Revisione</translation>
    </message>
    <message>
        <source>Ponte24 waits for your confirmation</source>
        <translation>Ponte24 aspetta una conferma</translation>
    </message>
    <message>
        <source>Nothing was written yet: have a look at the changes first.</source>
        <translation>Non è stato ancora scritto niente: prima vanno guardate le modifiche.</translation>
    </message>
    <message>
        <source>The last sync did not succeed</source>
        <translation>L&apos;ultima sincronizzazione non è riuscita</translation>
    </message>
    <message>
        <source>Open Ponte24 to see what happened.</source>
        <translation>Apri Ponte24 per vedere che cosa è successo.</translation>
    </message>
    <message>
        <source>Ponte24 needs a decision</source>
        <translation>A Ponte24 serve una decisione</translation>
    </message>
    <message>
        <source>Not all changes succeeded</source>
        <translation>Non tutte le modifiche sono riuscite</translation>
    </message>
    <message>
        <source>Open Ponte24 to see which ones and why.</source>
        <translation>Apri Ponte24 per vedere quali e perché.</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Apri</translation>
    </message>
    <message>
        <source>To do &amp;today: %1</source>
        <translation>Da fare o&amp;ggi: %1</translation>
    </message>
    <message>
        <source>, left over: %1</source>
        <translation>, arretrate: %1</translation>
    </message>
</context>
<context>
    <name>UpdateCard</name>
    <message>
        <source>New versions</source>
        <translation>Nuove versioni</translation>
    </message>
    <message>
        <source>Look for a &amp;new version once a day</source>
        <translation>Guarda una volta al giorno se c&apos;è una &amp;nuova versione</translation>
    </message>
    <message>
        <source>Look for a new version once a day</source>
        <translation>Guarda una volta al giorno se c&apos;è una nuova versione</translation>
    </message>
    <message>
        <source>It asks for one public file. Nothing of yours is sent; nothing is downloaded or installed.</source>
        <translation>Chiede soltanto un file pubblico. Non manda niente di tuo, non scarica e non installa niente.</translation>
    </message>
    <message>
        <source>See &amp;what is new</source>
        <translation>&amp;Vedi le novità</translation>
    </message>
    <message>
        <source>Look no&amp;w</source>
        <translation>G&amp;uarda adesso</translation>
    </message>
    <message>
        <source>This is the newest version (looked %1).</source>
        <translation>È la versione più recente (guardato %1).</translation>
    </message>
    <message>
        <source>Could not check for a new version (tried %1).</source>
        <translation>Non è stato possibile sapere se c&apos;è una nuova versione (tentativo: %1).</translation>
    </message>
    <message>
        <source>For this copy of Ponte24 there is no place where new versions are announced: nothing is asked for.</source>
        <translation>Per questa copia di Ponte24 non c&apos;è un posto dove si annunciano le nuove versioni: non viene chiesto niente.</translation>
    </message>
    <message>
        <source>It looks for the first time ten minutes after the start.</source>
        <translation>Guarda per la prima volta dieci minuti dopo l&apos;avvio.</translation>
    </message>
    <message>
        <source>Nothing is looked for.</source>
        <translation>Non viene cercato niente.</translation>
    </message>
    <message>
        <source>Ponte24 %1 is out.</source>
        <translation>È uscito Ponte24 %1.</translation>
    </message>
</context>
<context>
    <name>UpdateLine</name>
    <message>
        <source>&amp;Yes, look</source>
        <translation>&amp;Sì, guarda pure</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>&amp;No</translation>
    </message>
    <message>
        <source>May Ponte24 look once a day whether there is a new version? It asks for one public file; nothing of yours is sent, and nothing is installed.</source>
        <translation>Ponte24 può guardare una volta al giorno se c&apos;è una nuova versione? Chiede soltanto un file pubblico: non manda niente di tuo e non installa niente.</translation>
    </message>
    <message>
        <source>See &amp;what is new</source>
        <translation>&amp;Vedi le novità</translation>
    </message>
    <message>
        <source>S&amp;kip this version</source>
        <translation>Sa&amp;lta questa versione</translation>
    </message>
    <message>
        <source>Ponte24 %1 is out.</source>
        <translation>È uscito Ponte24 %1.</translation>
    </message>
</context>
<context>
    <name>UpdateWatch</name>
    <message>
        <source>An important new version of Ponte24</source>
        <translation>Una nuova versione importante di Ponte24</translation>
    </message>
</context>
<context>
    <name>WebhookCard</name>
    <message>
        <source>Webhooks from HighLevel</source>
        <translation>Webhook di HighLevel</translation>
    </message>
    <message>
        <source>&amp;Receive webhooks</source>
        <translation>&amp;Ricevi i webhook</translation>
    </message>
    <message>
        <source>Receive webhooks</source>
        <translation>Ricevi i webhook</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Porta</translation>
    </message>
    <message>
        <source>P&amp;ort</source>
        <translation>P&amp;orta</translation>
    </message>
    <message>
        <source>Of this computer; your tunnel leads there.</source>
        <translation>Di questo computer: il tuo tunnel porta qui.</translation>
    </message>
    <message>
        <source>Receiving</source>
        <translation>Ricezione attiva</translation>
    </message>
    <message>
        <source>Not receiving yet: it begins when HighLevel is connected</source>
        <translation>Non ancora attiva: comincia quando HighLevel è collegato</translation>
    </message>
    <message>
        <source>In your tunnel, as the target: %1</source>
        <translation>Nel tuo tunnel, come destinazione: %1</translation>
    </message>
    <message>
        <source>In your HighLevel app, as the webhook URL: the public address of your tunnel, followed by /highlevel</source>
        <translation>Nella tua app di HighLevel, come URL dei webhook: l&apos;indirizzo pubblico del tunnel, seguito da /highlevel</translation>
    </message>
    <message>
        <source>Last one received: %1 (%2)</source>
        <translation>Ultimo ricevuto: %1 (%2)</translation>
    </message>
    <message>
        <source>None has been received yet</source>
        <translation>Non ne è ancora arrivato nessuno</translation>
    </message>
    <message>
        <source>Last one refused: %1. %2</source>
        <translation>Ultimo rifiutato: %1. %2</translation>
    </message>
    <message>
        <source>Changes and deletions are then found at the next comparison. Needs a HighLevel app of your own and a tunnel or server with a public address; without it the regular comparison finds everything, too.</source>
        <translation>Modifiche ed eliminazioni si trovano così già al confronto successivo. Servono una tua app di HighLevel e un tunnel o un server con un indirizzo pubblico; anche senza, il confronto regolare trova tutto.</translation>
    </message>
</context>
<context>
    <name>WelcomeStep</name>
    <message>
        <source>What Ponte24 does</source>
        <translation>Che cosa fa Ponte24</translation>
    </message>
    <message>
        <source>It keeps the customers of HighLevel and Fattura24 in step, in both directions.</source>
        <translation>Tiene allineati i clienti di HighLevel e Fattura24, in entrambe le direzioni.</translation>
    </message>
    <message>
        <source>It shows every change, field by field, before it makes it.</source>
        <translation>Mostra ogni modifica, campo per campo, prima di farla.</translation>
    </message>
    <message>
        <source>Afterwards it does the safe part by itself and calls you only when it needs you.</source>
        <translation>Poi fa da solo la parte sicura e chiama soltanto quando serve una decisione.</translation>
    </message>
    <message>
        <source>What it never does</source>
        <translation>Che cosa non fa mai</translation>
    </message>
    <message>
        <source>It writes nothing before you have confirmed the first comparison.</source>
        <translation>Non scrive niente prima della conferma del primo confronto.</translation>
    </message>
    <message>
        <source>It deletes nothing by itself. Its changes can be undone, as far as the services allow.</source>
        <translation>Non elimina niente da solo. Le sue modifiche si possono annullare, per quanto i servizi lo permettono.</translation>
    </message>
    <message>
        <source>What you need, and about ten minutes</source>
        <translation>Che cosa serve, oltre a una decina di minuti</translation>
    </message>
    <message>
        <source>Access to Fattura24, with a Business or Enterprise plan</source>
        <translation>L&apos;accesso a Fattura24, con un piano Business o Enterprise</translation>
    </message>
    <message>
        <source>It makes no duplicates: where it is not sure, it asks.</source>
        <translation>Non crea doppioni: dove non è sicuro, chiede.</translation>
    </message>
    <message>
        <source>Try with &amp;sample data first</source>
        <translation>Prova prima con dati di &amp;prova</translation>
    </message>
    <message>
        <source>Opens a second window with invented customers; nothing leaves this computer</source>
        <translation>Apre una seconda finestra con clienti inventati; niente lascia questo computer</translation>
    </message>
    <message>
        <source>Access to HighLevel, as administrator of your location</source>
        <translation>L&apos;accesso a HighLevel, come amministratore della sede</translation>
    </message>
    <message>
        <source>It sends your data to nobody but HighLevel and Fattura24. Whether there is a new version it asks only if you allow it, and sends nothing of yours for that.</source>
        <translation>Non manda i dati a nessuno, tranne HighLevel e Fattura24. Se c&apos;è una nuova versione lo chiede solo se lo permetti, e per questo non manda niente di tuo.</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>Running</source>
        <translation>In corso</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Completata</translation>
    </message>
    <message>
        <source>Done, waiting for you</source>
        <translation>Completata, con domande</translation>
    </message>
    <message>
        <source>Goes on later</source>
        <translation>Continua più tardi</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Fermata</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Non riuscita</translation>
    </message>
    <message>
        <source>Interrupted</source>
        <translation>Interrotta</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Annullamento</translation>
    </message>
    <message>
        <source>By hand</source>
        <translation>A mano</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatica</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Riga di comando</translation>
    </message>
    <message>
        <source>nothing to change</source>
        <translation>niente da cambiare</translation>
    </message>
    <message>
        <source>Created</source>
        <translation>Creato</translation>
    </message>
    <message>
        <source>Changed</source>
        <translation>Modificato</translation>
    </message>
    <message>
        <source>Linked</source>
        <translation>Abbinato</translation>
    </message>
    <message>
        <source>Unlinked</source>
        <translation>Separato</translation>
    </message>
    <message>
        <source>Deleted</source>
        <translation>Eliminato</translation>
    </message>
    <message>
        <source>Field created</source>
        <translation>Campo creato</translation>
    </message>
    <message>
        <source>Field deleted</source>
        <translation>Campo eliminato</translation>
    </message>
    <message>
        <source>Marked</source>
        <translation>Contrassegnato</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>non riuscito</translation>
    </message>
    <message>
        <source>changed meanwhile</source>
        <translation>cambiato nel frattempo</translation>
    </message>
    <message>
        <source>no answer yet</source>
        <translation>ancora senza risposta</translation>
    </message>
    <message>
        <source>not confirmed</source>
        <translation>non confermato</translation>
    </message>
    <message>
        <source>will be tried again</source>
        <translation>verrà ripetuto</translation>
    </message>
    <message>
        <source>Connect again</source>
        <translation>Da ricollegare</translation>
    </message>
    <message>
        <source>Location not active</source>
        <translation>Sede non attiva</translation>
    </message>
    <message>
        <source>Not connected</source>
        <translation>Non collegato</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>Collegato</translation>
    </message>
    <message>
        <source>Access refused</source>
        <translation>Accesso rifiutato</translation>
    </message>
    <message>
        <source>Not reachable</source>
        <translation>Non raggiungibile</translation>
    </message>
    <message>
        <source>The secret comes from an environment variable; Ponte24 does not store it.</source>
        <translation>La chiave viene da una variabile d&apos;ambiente; Ponte24 non la conserva.</translation>
    </message>
    <message>
        <source>This computer has no safe place for secrets: it is kept only until Ponte24 is closed, then you enter it again.</source>
        <translation>Questo computer non ha un posto sicuro per le chiavi: resta in memoria finché Ponte24 è aperto, poi va inserita di nuovo.</translation>
    </message>
    <message>
        <source>Signed in %1; it renews itself.</source>
        <translation>Accesso eseguito %1; si rinnova da solo.</translation>
    </message>
    <message>
        <source>The HighLevel token is %1 days old. HighLevel advises to renew it every 90 days: make a new one in Settings &gt; Private Integrations and enter it under “Replace access”. The old one stays until the new one has been checked.</source>
        <translation>Il token di HighLevel ha %1 giorni. HighLevel consiglia di rinnovarlo ogni 90: creane uno nuovo in Settings &gt; Private Integrations e inseriscilo con “Sostituisci l&apos;accesso”. Il vecchio resta finché il nuovo non è stato verificato.</translation>
    </message>
    <message>
        <source>Permissions are missing in HighLevel. Without them this does not work:</source>
        <translation>In HighLevel mancano dei permessi. Senza, questo non funziona:</translation>
    </message>
    <message>
        <source>These permissions are missing in HighLevel. The rest works; this is left out:</source>
        <translation>In HighLevel mancano questi permessi. Il resto funziona; questo resta fuori:</translation>
    </message>
    <message>
        <source>Add them in HighLevel under Settings &gt; Private Integrations, then connect again. Whether Ponte24 may also write shows only with the first change.</source>
        <translation>Aggiungili in HighLevel sotto Settings &gt; Private Integrations, poi collega di nuovo. Se Ponte24 può anche scrivere si vede solo con la prima modifica.</translation>
    </message>
    <message>
        <source>In Fattura24 open Rubrica, then Altro &gt; Esporta dati, choose CSV and save the file. Then drop it anywhere on this window.</source>
        <translation>In Fattura24 apri Rubrica, poi Altro &gt; Esporta dati, scegli CSV e salva il file. Poi trascinalo in un punto qualsiasi di questa finestra.</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Bloccato</translation>
    </message>
    <message>
        <source>The token is kept in this computer&apos;s password store.</source>
        <translation>Il token è custodito nel portachiavi di questo computer.</translation>
    </message>
    <message>
        <source>The key is kept in this computer&apos;s password store.</source>
        <translation>La chiave è custodita nel portachiavi di questo computer.</translation>
    </message>
    <message>
        <source>The access is kept in this computer&apos;s password store.</source>
        <translation>L&apos;accesso è custodito nel portachiavi di questo computer.</translation>
    </message>
    <message>
        <source>Key entered %1.</source>
        <translation>Chiave inserita %1.</translation>
    </message>
    <message>
        <source>Token entered %1.</source>
        <translation>Token inserito %1.</translation>
    </message>
</context>
<context>
    <name>_FileDialog</name>
    <message>
        <source>Save the file for Fattura24</source>
        <translation>Salva il file per Fattura24</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>Excel (*.xlsx)</source>
        <translation>Excel (*.xlsx)</translation>
    </message>
    <message>
        <source>customers for Fattura24</source>
        <translation>clienti per Fattura24</translation>
    </message>
    <message>
        <source>In Fattura24 open the address book: Rubrica, then Altro, and choose the import.</source>
        <translation>In Fattura24 apri la Rubrica, poi Altro, e scegli l&apos;importazione.</translation>
    </message>
    <message>
        <source>Load the file, once only. Which columns Fattura24&apos;s import wants is not documented; the file has those of its export. If you are asked, match them by name.</source>
        <translation>Carica il file, una volta sola. Quali colonne voglia l&apos;importazione di Fattura24 non è documentato; il file ha quelle della sua esportazione. Se ti viene chiesto, abbinale per nome.</translation>
    </message>
    <message>
        <source>If you can, try a few rows first and look at the result in the address book.</source>
        <translation>Se puoi, prova prima con poche righe e guarda il risultato in rubrica.</translation>
    </message>
    <message>
        <source>Then export the address book (Altro &gt; Esporta &gt; CSV) and drop the export here: that confirms the new customers and links them.</source>
        <translation>Poi esporta la rubrica (Altro &gt; Esporta &gt; CSV) e trascina qui l&apos;esportazione: conferma i nuovi clienti e li abbina.</translation>
    </message>
</context>
</TS>
