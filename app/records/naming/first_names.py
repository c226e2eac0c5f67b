"""First names common in Italy, folded: they tell "Rossi Mario" from "Mario Rossi" without a fiscal code."""

from __future__ import annotations

_MEN = """
abramo achille adalberto adam adamo adelmo ademaro adolfo adriano agostino alan albano alberto aldo alessandro
alessio alex alfio alfonso alfredo alvaro alvise amadeo amato ambrogio amedeo amerigo amilcare anacleto andrea
angelo aniello annibale anselmo antonello antonino antonio arcangelo armando arnaldo aronne arturo ascanio
attilio augusto aurelio ausilio baldassarre bartolo bartolomeo basilio battista beniamino benito bernardo
biagio bonifacio brando bruno calogero camillo carlo carmelo carmine cataldo celestino cesare christian
ciriaco ciro claudio clemente corrado cosimo costantino cristian cristiano cristoforo damiano daniel daniele
danilo dante dario davide demetrio denis dennis desiderio diego dino domenico donatello donato edmondo edoardo
egidio eligio elio elia emanuele emidio emiliano emilio enea ennio enrico enzo ercole eric ermanno ermenegildo
ernesto ettore eugenio eusebio ezio fabiano fabio fabrizio fausto federico felice ferdinando fernando
ferruccio filiberto filippo fiorenzo flavio fortunato francesco franco fulvio furio gabriele gaetano gaspare
gennaro gerardo germano giacinto giacomo giampaolo giampiero giancarlo gianfranco gianluca gianluigi gianmarco
gianmaria gianni gianpaolo gianpiero gilberto gino gioacchino gioele giordano giorgio giosue giovanni girolamo
giuliano giulio giuseppe giustino goffredo graziano gregorio gualtiero guerino guglielmo guido iacopo ignazio
igor ilario italo ivan ivano ivo jacopo kevin lamberto lapo lazzaro leandro leo leonardo leone leopoldo
liborio lino livio lorenzo loris luca luciano lucio ludovico luigi manfredi manlio manuel marcello marco
mariano marino mario martino massimiliano massimo matteo mattia maurizio mauro max melchiorre michael
michelangelo michele mirco mirko moreno natale nazareno nello nereo nicola nicolas niccolo nicolo nino nunzio
oliviero omar omero onofrio orazio oreste orlando oscar osvaldo ottavio ottaviano otto pancrazio paolo
pasquale patrizio pellegrino piergiorgio pierluigi piero pierpaolo pietro pio placido pompeo primo quinto
quirino raffaele raimondo ranieri raul remo renato renzo riccardo rinaldo robert roberto rocco rodolfo rolando
romano romeo romolo rosario ruggero ruben sabatino sabino salvatore samuel samuele sandro sante santi santo
saverio sebastiano secondo serafino sergio settimio severino silvano silverio silvestro silvio simone stefano
tancredi teodoro teresio terenzio thomas tiberio tiziano tobia tommaso tonino tullio ubaldo ugo ulisse umberto
urbano valentino valerio valter vasco venanzio vico vincenzo virgilio virginio vitaliano vito vittore
vittorino vittorio vladimiro walter william yuri zaccaria
"""

_WOMEN = """
ada addolorata adele adelaide adelina adriana agata agnese agostina aida alba alberta alda alessandra alessia
alfonsina alfreda alice alida alina amalia amanda ambra amelia amina anastasia andreina angela angelica
angelina anita anna annabella annalisa annamaria annarita annunziata antonella antonia antonietta antonina
arianna armida asia assunta augusta aurelia aurora azzurra barbara bartolomea beatrice benedetta bernardina
bianca bice brigida bruna camilla candida carla carlotta carmela carmelina carmen carolina caterina catia
cecilia celeste celestina chiara cinzia clara clarissa claudia clelia clementina cleofe clotilde concetta
consuelo cornelia corinna cosima costanza cristiana cristina daniela daria dea debora deborah delia denise
diana diletta dina domenica donata donatella dora doriana doris edda edith edvige egle elda elena eleonora
elettra eliana elide elisa elisabetta elsa elvira ema emanuela emilia emma enrica enza ermelinda ernesta
ersilia ester eufemia eugenia eva evelina fabiana fabiola fabrizia fatima fausta federica felicia fernanda
filomena fiammetta fiorella flavia flora fortunata franca francesca fulvia gabriella gaia gelsomina gemma
genoveffa georgia gerarda germana giacinta giacoma gilda gina ginevra gioconda gioia giordana giorgia giovanna
giovannina giuditta giulia giuliana giuseppa giuseppina gloria grazia graziella greta guendalina ida ilaria
ileana imma immacolata ines iolanda irene iris irma isabella isotta itala ivana ivonne jasmine jessica jolanda
katia katiuscia lara laura lavinia lea leila leonilde leonora letizia lia licia lidia liliana lina linda lisa
livia loredana lorella lorena lorenza loretta luana lucia luciana lucilla lucrezia ludovica luigia luigina
luisa luna maddalena mafalda manuela mara marcella margherita maria mariangela marianna mariarosaria
mariateresa marica mariella marilena marina marisa marta martina marzia matilde maura melania melissa mercedes
michela milena miranda mirella miriam mirta moira monia monica morena nadia natalia natalina natascia nella
nerina nicla nicole nicoletta nives noemi nora norma nunzia nunziata ofelia olga olimpia olivia ombretta
ondina orietta ornella ortensia palma pamela paola paolina pasqualina patrizia pierina pina priscilla rachele
raffaella ramona rebecca regina renata renza rina rita roberta romana romina rosa rosalba rosalia rosalinda
rosangela rosanna rosaria rosella rosetta rosina rosita rossana rossella ruth sabina sabrina samanta samantha
sandra santa santina sara sarah saveria savina serena sibilla silvana silvia simona simonetta sofia sonia
stefania stella susanna sveva tamara tania tatiana tea tecla teodora teresa tiziana tosca tullia valentina
valeria vanda vanessa vania vera veronica vilma vincenza viola violetta virginia vita vittoria viviana wanda
ylenia zaira zelinda zita zoe
"""

FIRST_NAMES: frozenset[str] = frozenset(f"{_MEN} {_WOMEN}".split())
"""Some are surnames, too (Bruno, Leone, Romano): where both halves are in the list, it does not decide."""
