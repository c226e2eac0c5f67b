<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en">
<context>
    <name>Acting</name>
    <message numerus="yes">
        <source>%n run(s) go on with the next comparison.</source>
        <translation>
            <numerusform>%n run goes on with the next comparison.</numerusform>
            <numerusform>%n runs go on with the next comparison.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>AgendaPane</name>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message numerus="yes">
        <source>%Ln change(s) are about to be applied</source>
        <translation>
            <numerusform>%Ln change is about to be applied</numerusform>
            <numerusform>%Ln changes are about to be applied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) are about to be taken back</source>
        <translation>
            <numerusform>%Ln change is about to be taken back</numerusform>
            <numerusform>%Ln changes are about to be taken back</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Counts</name>
    <message numerus="yes">
        <source>%n minute(s) ago</source>
        <translation>
            <numerusform>%n minute ago</numerusform>
            <numerusform>%n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s) ago</source>
        <translation>
            <numerusform>%n hour ago</numerusform>
            <numerusform>%n hours ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) ago</source>
        <translation>
            <numerusform>%n day ago</numerusform>
            <numerusform>%n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln failed</source>
        <translation>
            <numerusform>%Ln failed</numerusform>
            <numerusform>%Ln failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln changed meanwhile</source>
        <translation>
            <numerusform>%Ln changed meanwhile</numerusform>
            <numerusform>%Ln changed meanwhile</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln put off</source>
        <translation>
            <numerusform>%Ln put off</numerusform>
            <numerusform>%Ln put off</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) only you can answer. The rest is done.</source>
        <translation>
            <numerusform>%Ln question only you can answer. The rest is done.</numerusform>
            <numerusform>%Ln questions only you can answer. The rest is done.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) to confirm</source>
        <translation>
            <numerusform>%Ln change to confirm</numerusform>
            <numerusform>%Ln changes to confirm</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) to answer</source>
        <translation>
            <numerusform>%Ln question to answer</numerusform>
            <numerusform>%Ln questions to answer</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>about %Ln minute(s)</source>
        <translation>
            <numerusform>about %Ln minute</numerusform>
            <numerusform>about %Ln minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln request(s) to HighLevel</source>
        <translation>
            <numerusform>%Ln request to HighLevel</numerusform>
            <numerusform>%Ln requests to HighLevel</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s) to Fattura24</source>
        <translation>
            <numerusform>%Ln call to Fattura24</numerusform>
            <numerusform>%Ln calls to Fattura24</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Apply %Ln change(s)</source>
        <translation>
            <numerusform>Apply %Ln change</numerusform>
            <numerusform>Apply %Ln changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take back %Ln change(s)</source>
        <translation>
            <numerusform>Take back %Ln change</numerusform>
            <numerusform>Take back %Ln changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Link %Ln customer(s)</source>
        <translation>
            <numerusform>Link %Ln customer</numerusform>
            <numerusform>Link %Ln customers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln linked without a change</source>
        <translation>
            <numerusform>%Ln linked without a change</numerusform>
            <numerusform>%Ln linked without a change</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new customer(s) in Fattura24: it deletes nothing by itself</source>
        <translation>
            <numerusform>%Ln new customer in Fattura24: it deletes nothing by itself</numerusform>
            <numerusform>%Ln new customers in Fattura24: it deletes nothing by itself</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln call(s)</source>
        <translation>
            <numerusform>%Ln call</numerusform>
            <numerusform>%Ln calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln e-invoice file(s)</source>
        <translation>
            <numerusform>%Ln e-invoice file</numerusform>
            <numerusform>%Ln e-invoice files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new customer(s) from the invoices.</source>
        <translation>
            <numerusform>%Ln new customer from the invoices.</numerusform>
            <numerusform>%Ln new customers from the invoices.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln new export(s) of Fattura24 in your folder. Import them?</source>
        <translation>
            <numerusform>%Ln new export of Fattura24 in your folder. Import it?</numerusform>
            <numerusform>%Ln new exports of Fattura24 in your folder. Import them?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Drop to import %Ln file(s)</source>
        <translation>
            <numerusform>Drop to import %Ln file</numerusform>
            <numerusform>Drop to import %Ln files</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln change(s) and link(s) made</source>
        <translation>
            <numerusform>%Ln change or link made</numerusform>
            <numerusform>%Ln changes and links made</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CustomersPane</name>
    <message numerus="yes">
        <source>%n customer(s)</source>
        <translation>
            <numerusform>%n customer</numerusform>
            <numerusform>%n customers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message numerus="yes">
        <source>It would make %n change(s). Nothing has been changed.</source>
        <translation>
            <numerusform>It would make %n change. Nothing has been changed.</numerusform>
            <numerusform>It would make %n changes. Nothing has been changed.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ForgetDialog</name>
    <message numerus="yes">
        <source>%Ln copy(ies) of the data go, too, as the customer stands in them.</source>
        <translation>
            <numerusform>%Ln copy of the data goes, too, as the customer stands in it.</numerusform>
            <numerusform>%Ln copies of the data go, too, as the customer stands in them.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HandoverDialog</name>
    <message numerus="yes">
        <source>The %Ln that must &amp;wait</source>
        <translation>
            <numerusform>The %Ln that must &amp;wait</numerusform>
            <numerusform>The %Ln that must &amp;wait</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>&amp;All %Ln new customers</source>
        <translation>
            <numerusform>&amp;All %Ln new customers</numerusform>
            <numerusform>&amp;All %Ln new customers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Also %Ln c&amp;hange(s) of known customers</source>
        <translation>
            <numerusform>Also %Ln c&amp;hange of known customers</numerusform>
            <numerusform>Also %Ln c&amp;hanges of known customers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln customer(s) saved in {file}.</source>
        <translation>
            <numerusform>%Ln customer saved in {file}.</numerusform>
            <numerusform>%Ln customers saved in {file}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HandoverLine</name>
    <message numerus="yes">
        <source>%Ln new customer(s) must wait for Fattura24&apos;s limits</source>
        <translation>
            <numerusform>%Ln new customer must wait for Fattura24&apos;s limits</numerusform>
            <numerusform>%Ln new customers must wait for Fattura24&apos;s limits</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln customer(s) wait until you load the file of {day} into Fattura24</source>
        <translation>
            <numerusform>%Ln customer waits until you load the file of {day} into Fattura24</numerusform>
            <numerusform>%Ln customers wait until you load the file of {day} into Fattura24</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HeadNotice</name>
    <message numerus="yes">
        <source>Stopped as you wished: %Ln change(s) done. The rest is still here.</source>
        <translation>
            <numerusform>Stopped as you wished: %Ln change done. The rest is still here.</numerusform>
            <numerusform>Stopped as you wished: %Ln changes done. The rest is still here.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HomePane</name>
    <message numerus="yes">
        <source>%n question(s) wait for you.</source>
        <translation>
            <numerusform>%n question waits for you.</numerusform>
            <numerusform>%n questions wait for you.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All done; %n customer(s) differ where you left it so.</source>
        <translation>
            <numerusform>All done; %n customer differs where you left it so.</numerusform>
            <numerusform>All done; %n customers differ where you left it so.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n change(s) are not carried out yet.</source>
        <translation>
            <numerusform>%n change is not carried out yet.</numerusform>
            <numerusform>%n changes are not carried out yet.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n customer(s) were sent to Fattura24 without an answer. The next export will tell whether they arrived.</source>
        <translation>
            <numerusform>%n customer was sent to Fattura24 without an answer. The next export will tell whether it arrived.</numerusform>
            <numerusform>%n customers were sent to Fattura24 without an answer. The next export will tell whether they arrived.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All done; %n customer(s) are yet to be compared again.</source>
        <translation>
            <numerusform>All done; %n customer is yet to be compared again.</numerusform>
            <numerusform>All done; %n customers are yet to be compared again.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportReportDialog</name>
    <message numerus="yes">
        <source>%n customer(s) of earlier exports are not in this one.</source>
        <translation>
            <numerusform>%n customer of earlier exports is not in this one.</numerusform>
            <numerusform>%n customers of earlier exports are not in this one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>(%n row(s), lines %1)</source>
        <translation>
            <numerusform>(%n row, line %1)</numerusform>
            <numerusform>(%n rows, lines %1)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of mere suppliers left out: only customers are kept in step. Settings can change that.</source>
        <translation>
            <numerusform>%n row of a mere supplier left out: only customers are kept in step. Settings can change that.</numerusform>
            <numerusform>%n rows of mere suppliers left out: only customers are kept in step. Settings can change that.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Month</name>
    <message numerus="yes">
        <source>%n task(s)</source>
        <translation>
            <numerusform>%n task</numerusform>
            <numerusform>%n tasks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n appointment(s)</source>
        <translation>
            <numerusform>%n appointment</numerusform>
            <numerusform>%n appointments</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OpenHandoverDialog</name>
    <message numerus="yes">
        <source>%Ln customer(s) wait for the file of {day}</source>
        <translation>
            <numerusform>%Ln customer waits for the file of {day}</numerusform>
            <numerusform>%Ln customers wait for the file of {day}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Palette</name>
    <message numerus="yes">
        <source>%n thing(s)</source>
        <translation>
            <numerusform>%n thing</numerusform>
            <numerusform>%n things</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>QuestionsDialog</name>
    <message numerus="yes">
        <source>%Ln question(s) of the same kind</source>
        <translation>
            <numerusform>%Ln question of the same kind</numerusform>
            <numerusform>%Ln questions of the same kind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Each is the same as the one beside it: link them (%Ln)</source>
        <translation>
            <numerusform>It is the same as the one beside it: link it (%Ln)</numerusform>
            <numerusform>Each is the same as the one beside it: link them (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All are new ones: create them in %1 (%Ln)</source>
        <translation>
            <numerusform>It is a new one: create it in %1 (%Ln)</numerusform>
            <numerusform>All are new ones: create them in %1 (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>for all (%Ln)</source>
        <translation>
            <numerusform>for all (%Ln)</numerusform>
            <numerusform>for all (%Ln)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) answered</source>
        <translation>
            <numerusform>%Ln question answered</numerusform>
            <numerusform>%Ln questions answered</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln question(s) stay open.</source>
        <translation>
            <numerusform>%Ln question stays open.</numerusform>
            <numerusform>%Ln questions stay open.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ResultView</name>
    <message numerus="yes">
        <source>taken back</source>
        <translation>
            <numerusform>taken back</numerusform>
            <numerusform>taken back</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>applied, links included</source>
        <translation>
            <numerusform>applied, links included</numerusform>
            <numerusform>applied, links included</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>applied</source>
        <translation>
            <numerusform>applied</numerusform>
            <numerusform>applied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewBar</name>
    <message numerus="yes">
        <source>%Ln open question(s) will be left as they are</source>
        <translation>
            <numerusform>%Ln open question will be left as it is</numerusform>
            <numerusform>%Ln open questions will be left as they are</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReviewPages</name>
    <message numerus="yes">
        <source>Compared {moment}: %Ln linked customer(s) agree on both sides.</source>
        <translation>
            <numerusform>Compared {moment}: %Ln linked customer agrees on both sides.</numerusform>
            <numerusform>Compared {moment}: %Ln linked customers agree on both sides.</numerusform>
        </translation>
    </message>
</context>
</TS>
