"""Words that the detection knows. Lists, no rule: `saisines.vigilance.reperage` says what is done with them.

Everything is stored as `pole.crypto.normalise` gives it: no accent, no capital.
"""

from pole.crypto import normalise


def _words(text: str) -> frozenset[str]:
    return frozenset(normalise(text).split())


# First names often met in French primary schools and among the adults around them.
PRENOMS = _words("""
Aaron Abby Eloi Elouan Louison Swann Nahla Ilona Johanna Leonore Neven Marwan Naelle Ysee Zelda Nils Otis
Rose Marin Robin Aime Iris Pierre Claire Abdel Abdou Abel Achille Adam Adama Adele Adem Adrien Agathe Agnes
Ahmed Aicha Aissatou Alain Alan Alba Albane Albert Alessio Alex Alexandra Alexandre Alexia Alexis Alice
Alicia Alienor Aline Alix Aliya Alma Alya Alyssa Amadou Amandine Amara Ambre Amel Amelia Amelie Amina
Aminata Amine Amir Amira Ana Anae Anais Anas Andre Andrea Angelina Angelo Anis Anissa Anna Annabelle Anne
Annie Anouk Antoine Antonin Apolline Ariane Armand Arnaud Arsene Arthur Asma Assia Assya Astrid Aubin Audrey
Augustin Augustine Aurelie Aurelien Aurore Axel Axelle Aya Ayden Aylin Ayman Aymen Ayoub Baptiste Barbara
Bastien Basile Beatrice Benjamin Benoit Bernadette Bertille Bilal Bintou Blanche Boris Brahim Brayan Brice
Brigitte Bruno Bryan Calvin Camelia Camille Candice Capucine Carine Carla Caroline Cassandra Catherine
Cecile Cedric Celestin Celia Celine Chaima Chantal Charlene Charles Charlie Charline Charlotte Chloe
Christelle Christian Christine Christophe Ciara Clara Clarisse Claude Claudine Clea Clelia Clemence Clement
Clementine Cleo Clotilde Come Corentin Corinne Cyprien Cyril Dalia Damien Daniel Danielle David Delphine
Demba Denis Diane Diego Dina Djibril Dominique Dorian Dylan Edgar Edith Edouard Eden Elena Eleonore Elia
Elias Eliana Elie Eliott Elif Elina Eline Elisa Elisabeth Elise Ella Ellie Eloan Eloane Elodie Eloise Elsa
Elya Elyas Elyne Emilie Emilien Emir Emma Emmanuel Emmanuelle Emmy Emy Enora Enzo Eric Erika Erwan Estelle
Esteban Esther Ethan Etienne Eugenie Eva Evan Eve Evelyne Ewen Ezio Fabien Fabienne Fabrice Fadila Fanny
Fanta Faris Farah Fatima Fatou Fatoumata Felix Ferdinand Flavie Florence Florent Florian Foucauld Francesco
Francis Franck Francois Francoise Frederic Gabin Gabriel Gabriella Gabrielle Gaelle Gaetan Gaspard Gautier
Genevieve Geoffrey Georges Gerard Ghislain Giulia Gilles Gregoire Gregory Guillaume Gustave Hadrien Hafsa
Hakim Halima Hamza Hana Hanae Hannah Haroun Hassan Hawa Helene Heloise Henri Hicham Hind Hugo Ianis Ibrahim
Ibrahima Idriss Ikram Ilan Ilhan Ilian Ilyan Ilyes Iman Imane Imran Ines Inaya Ingrid Irene Iris Isaac
Isabelle Isaure Ishaq Isis Ismael Issa Ivan Iyad Izia Jacqueline Jacques Jade Jalil Jamila Jana Janna
Jasmine Jayden Jean Jeanne Jenna Jeremy Jerome Joachim Joana Joanna Joel Johan Jonas Jonathan Jordan
Josephine Joseph Joshua Joyce Judith Jules Julia Julian Juliana Julie Julien Juliette June Justin Justine
Kader Kadiatou Kais Kamel Karim Karima Karine Kassim Kayden Kelly Kelyan Kenza Kevin Khadija Khalil Kilian
Kylian Laetitia Laila Lana Laura Laure Lauren Laurence Laurent Laurine Layana Lea Leana Leandre Leandro Leia
Leila Lena Lenny Leny Leo Leon Leona Leonard Leonie Leonor Leopold Leyna Lia Liam Lila Lilia Lilian Liliane
Lilly Lily Lilou Lina Linda Line Lino Lior Lisa Lisandro Lise Livia Liya Liyah Loan Loane Logan Lohan Lois
Lola Lorenzo Loris Lou Louane Louis Louisa Louise Louka Louna Luca Lucas Luce Lucie Lucien Lucile Lucy
Ludivine Ludovic Luis Luka Luna Lya Lyam Lylou Lyna Maceo Madeleine Madeline Mae Mael Maelle Maelys Maeva
Magali Mahaut Mahe Mahamadou Maia Maissa Malak Malek Malik Malo Malone Malya Mamadou Manel Manon Manuel
Maoly Marc Marceau Marcel Marcelle Margaux Margot Maria Mariam Mariama Marianne Marie Marilou Marina Marion
Marius Marley Marlon Martine Marwa Maryam Mateo Mathias Mathieu Mathilde Mathis Mathys Matis Matteo Matthieu
Maud Maurice Maxence Maxime Maya Mayar Mayron Mehdi Melanie Melina Meline Melissa Melvin Merwan Mia Michael
Michel Michele Mickael Mila Milan Milena Milo Mina Mira Mohamed Mohammed Moise Mona Monique Morgan Morgane
Moussa Mya Myriam Nabil Nadege Nadia Nadine Nael Nahel Nahil Naila Naim Naima Nassim Natacha Nathan Nathalie
Nathanael Nawel Neil Nelia Nelson Neyla Nicolas Nicole Nina Nino Noa Noah Noam Noe Noelie Noeline Noelle
Noemie Nohan Nolan Nolhan Nora Norah Noureddine Nour Octave Odette Olivia Olivier Omar Ophelie Oriane Oscar
Othman Ousmane Owen Pablo Paola Paolo Pascal Pascale Patricia Patrick Paul Paula Pauline Pedro Perrine
Philippe Philomene Pia Pierrick Priscille Quentin Rachel Rachid Rafael Raphael Raphaelle Rayan Rayane
Rebecca Regine Remi Remy Renaud Rene Ricardo Richard Rita Robert Robin Rodrigue Roland Romain Roman Romane
Romy Ronan Roxane Rudy Ryad Ryan Sabine Sabrina Sacha Safa Safia Said Salima Salimata Salma Salome Sam Samia
Samir Samuel Samy Sana Sandra Sandrine Santiago Sara Sarah Sasha Sebastien Selena Selim Selma Serena Serge
Severine Shaima Shana Siham Simon Simone Sirine Sofia Sofiane Sohan Soline Solal Solene Sonia Sophia Sophie
Soraya Souad Soumaya Stanislas Stella Stephane Stephanie Sullivan Suzanne Suzon Swan Sybille Syrine Tanguy
Tania Tasnim Tea Teo Teodor Tess Thais Thea Theo Theodore Thiago Thibault Thibaut Thierry Thomas Tia Tiago
Tidiane Tilio Timeo Timothe Timothee Titouan Tiphaine Tom Tony Tristan Ugo Ulysse Valentin Valentine Valerie
Vanessa Vera Veronique Vicky Victor Victoria Vincent Violette Virgile Virginie Viviane Wael Walid Warren
Wassim William Willy Xavier Yacine Yael Yanis Yann Yannick Yara Yasmine Yassine Yoan Yohan Youcef Youness
Youssef Yuna Yvan Yves Yvette Yvonne Zacharie Zahra Zakaria Zara Zayd Zayn Zeineb Zelie Zeynep Zia Zineb Zoe
Zohra
""")

# First names that open a sentence as ordinary words too: they count in the middle of one only.
AMBIGUS = _words("""
Aime Aimee Ange Blanche Celeste Claire Constance Desire Desiree France Jean Line Marin Marine Martin Maxime
Pierre Prudence Rose Victoire Violette
""")

# What takes a capital in the middle of a sentence and names nobody.
PROPRES = _words("""
Afrique Algerie Allemagne Anglais Apc Aesh Arabe Atsem Ase Asie Avril Bretagne Cantine Cap Cdoea Classe Cmp
Cnil Coordination Covid Crip Cycle Danger Dasen Dimanche Direction Directeur Directrice Decembre Dsden Ecole
Educonnect Education Elementaire Emas Enfant Equipe Erseh Ess Etat Europe Excel Fait Faits Famille Fevrier
Fortnite France Francais Francaise Freinet Geogebra Google Gs Guadeloupe Guyane Halloween Inspecteur
Inspection Inspectrice Internet Instagram Italie Janvier Jeudi Juillet Juin Kapla Langevin Lecture Lego
Livret Lundi Madame Mademoiselle Maire Mairie Maitre Maitresse Mali Maman Mamie Mardi Maroc Martinique
Maternelle Math Maths Mathematiques Mayotte Mdph Mercredi Minecraft Mme Monsieur Montessori Nationale
Netflix Nintendo Noel Novembre Octobre Paap Paoa Pap Papa Papi Pas Paques Pere Pikas Playmobil Pmi Pokemon
Pole Portugal Ppre Pps Primaire Projet Pronote Psychologue Pyrenees Ramadan Rased Recreation Referent
Republique Reunion Roblox Rom Roms Roumanie Samedi Segpa Senegal Septembre Sessad Snapchat Syrie Teams
Tiktok Toussaint Tunisie Turquie Ukraine Ulis Usep Vendredi Whatsapp Word Youtube Parents Eleves Eleve
Enseignante Enseignant Collegue Collegues Agents Alphas Metropole Maison Prince Superman Spiderman Alpes
Atlantique Mediterranee
""")

# After these, a capital names a place, a street or an institution, or a book.
AVANT_LIEU = _words("""
academie allee arrondissement association avenue bibliotheque boulevard centre chemin cite clinique cmp cmpp
college commune creche departement ecole elementaire esplanade fondation foyer gymnase halte hopital ime
impasse institut itep lycee mairie maternelle mediatheque methode musee parc periscolaire piscine place pont
primaire quai quartier region residence route rue scolaire sessad square stade theatre ville village album
conte histoire livre logiciel manuel fichier film
""")

# Before a name of place, seldom before that of a person whom the list of first names does not know.
VERS_LIEU = frozenset({"a", "au", "aux", "en", "vers", "depuis"})

# A name follows.
TITRES = r"M\.|Mr|Mme|Mmes|Mlle|Madame|Monsieur|Dr|Docteur|Docteure|Pr|Maître|Maitre|Maîtresse|Maitresse"

# Words of a diagnosis: beginnings, from one limit of a word to the next ones. A behaviour is not one
# (« agité », « opposant », « troubles du comportement » are the words of schools: S2-07).
DIAGNOSTICS = (
    r"autis\w+",
    r"asperger",
    r"TSA",
    r"TDA(?:[ /-]?H)?",
    r"THADA",
    r"hyper-?acti\w+",
    r"troubles? d[eu] (?:déficit|spectre|l[’']attention|l[’']attachement)\w*",
    r"dys(?:lexi|orthographi|praxi|calculi|phasi|graphi)\w*",
    r"(?:troubles?|enfant|élève|il est|elle est) dys",
    r"TDL",
    r"T(?:rouble)?s? ?oppositionnel\w*",
    r"psycho(?:se|tique|path)\w*",
    r"schizo\w+",
    r"bipolair\w+",
    r"borderline",
    r"parano\w+",
    r"névro(?:se|tique)\w*",
    r"dépressi(?:on|f|ve)s?",
    r"anorexi\w+",
    r"bouli(?:mie|mique)s?",
    r"épilep\w+",
    r"trisomi\w+",
    r"(?:retard|déficien\w+|handicap) (?:mental\w*|intellectuel\w*)",
    r"débil\w+",
    r"phobies? scolaires?",
    r"mutisme",
    r"syndrome\w*",
    r"haut[- ]potentiel",
    r"HPI",
    r"QI",
    r"ritaline",
    r"méthylphénidate",
    r"alcooli(?:que|sme)s?",
    r"toxicoman\w+",
    r"pervers\w*",
)
