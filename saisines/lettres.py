"""Words proposed to the coordinator, never imposed: each may be rewritten before it leaves."""

from saisines.enums import EffetDuPoint, Issue, SansAction

# What a letter leaves to be written: it does not leave with it.
A_COMPLETER = "à …"
INACHEVEE = "Complétez la phrase : à qui s’adresser ?"

# One letter per reason: why, where to turn, and that the door stays open (S0-20).
SANS_ACTION = {
    SansAction.RASED: (
        "Merci pour votre demande. Elle relève directement du RASED, qui peut agir sans attendre une réunion."
        "\n\nAdressez-lui votre demande : ce que vous avez écrit ici peut être repris tel quel.\n\n"
        "Si la situation évolue, vous pouvez demander à reprendre cette saisine."
    ),
    SansAction.EQUIPE_EDUCATIVE: (
        "Merci pour votre demande. Une équipe éducative avec la famille semble la première étape.\n\n"
        "Un membre du pôle peut vous aider à la préparer : appelez la coordination.\n\n"
        "Après cette rencontre, vous pouvez demander à reprendre cette saisine."
    ),
    SansAction.PAS: (
        "Merci pour votre demande. Le pôle d’appui à la scolarité (PAS) peut répondre plus vite : "
        "aménagements, matériel adapté, aide humaine.\n\n"
        "Contactez-le directement, avec l’accord de la famille.\n\n"
        "Si cela ne suffit pas, vous pouvez demander à reprendre cette saisine."
    ),
    SansAction.MDPH: (
        "Merci pour votre demande. Elle suppose une démarche de la famille auprès de la MDPH.\n\n"
        "L’enseignant référent (ERSEH) peut vous accompagner, vous et la famille.\n\n"
        "En attendant, le pôle reste disponible : vous pouvez demander à reprendre cette saisine."
    ),
    SansAction.FAITS: (
        "Merci pour votre demande. Ces faits relèvent d’un autre circuit, qui protège mieux chacun.\n\n"
        "Utilisez « Faits établissement », ou l’information préoccupante (CRIP, 119). En cas de danger, "
        "appelez sans attendre le 17 ou le 119.\n\n"
        "L’IEN et la conseillère technique peuvent vous aider au téléphone."
    ),
    SansAction.RH: (
        "Merci pour votre demande. Elle relève de l’accompagnement des personnels : ressources humaines de "
        "proximité, médecine de prévention, conseillère ou conseiller mobilité.\n\n"
        "Vous pouvez en parler librement avec l’IEN ou la coordination."
    ),
    SansAction.RESOLUE: (
        "Merci de nous avoir dit que la situation s’est apaisée.\n\n"
        "Rien d’autre n’est à faire. Si elle revient, vous pouvez demander à reprendre cette saisine : "
        "rien n’est à réécrire."
    ),
    SansAction.AUTRE: (
        "Merci pour votre demande. Le pôle n’est pas le mieux placé pour y répondre.\n\n"
        f"Vous pouvez vous adresser {A_COMPLETER}\n\n"
        "Si cette piste ne suffit pas, vous pouvez demander à reprendre cette saisine."
    ),
}

# One letter per way out that the triage writes itself: what happens, who, when, and what the school may do.
# `{reunion}` and `{jour}` are filled in before the letter is shown to be changed.
ISSUES = {
    Issue.CELLULE: (
        "Votre demande sera étudiée en {reunion}, le {jour}.\n\n"
        "D’ici là, un membre du pôle peut vous appeler pour la préparer. Après la réunion, vous recevrez une "
        "réponse écrite, avec des pistes et une personne à qui vous adresser."
    ),
    Issue.RASED: (
        "Votre demande est confiée au RASED, qui peut agir sans attendre une réunion du pôle.\n\n"
        "Il prend contact avec vous. Votre saisine reste ouverte : si cette aide ne suffit pas, le RASED la "
        "rend au pôle, sans rien vous faire réécrire."
    ),
    Issue.CPC: (
        "Un conseiller pédagogique va vous appeler : visite, outils de classe ou observation, comme vous "
        "préférez.\n\nVotre saisine reste ouverte pendant ce temps."
    ),
    Issue.PSY: (
        "Un psychologue de l’Éducation nationale va prendre contact avec vous pour comprendre la "
        "situation.\n\nIl ne rencontrera pas l’élève sans que ses parents le sachent et soient d’accord."
    ),
    Issue.MEDICO_SOCIAL: (
        "Un professionnel de santé ou du service social de l’Éducation nationale va prendre contact avec "
        "vous.\n\nCe qu’il apprend par sa profession reste entre lui et la famille."
    ),
    Issue.EQUIPE_EDUCATIVE: (
        "Une équipe éducative avec la famille semble la première étape : vous la réunissez, le pôle vous "
        "aide à la préparer.\n\nAprès cette rencontre, nous regardons ensemble la suite. Votre saisine reste "
        "ouverte."
    ),
    Issue.PARTENAIRE: (
        "Un partenaire de l’école semble le mieux placé pour la suite. Le pôle vous appelle pour vous dire "
        "lequel, et comment le joindre.\n\nLa demande se fait avec la famille. Nous pouvons vous aider à la "
        "présenter aux parents."
    ),
    Issue.URGENCE: (
        "Votre demande est traitée sans attendre une réunion : quelqu’un du pôle vous appelle.\n\n"
        "En cas de danger, n’attendez pas notre appel : 15, 17, 18, ou 119 pour un enfant en danger."
    ),
    Issue.REGROUPEMENT: (
        "Votre demande est réunie à une autre, pour que vous n’ayez qu’une réponse.\n\n"
        "Ce que vous avez écrit reste lisible ici. Le pôle continue dans l’autre saisine, et vous tient "
        "au courant."
    ),
}

_CHERCHE = "La coordination cherche qui peut vous aider, et vous rappelle."
# The same ways out while nobody of the pole is asked: a letter promises no call that no one has to make.
SANS_PERSONNE = {
    Issue.RASED: (
        "Votre demande relève du RASED, qui peut agir sans attendre une réunion du pôle.\n\n"
        f"{_CHERCHE} Votre saisine reste ouverte : si cette aide ne suffit pas, le RASED la rend au pôle, "
        "sans rien vous faire réécrire."
    ),
    Issue.CPC: (
        "Un conseiller pédagogique semble le mieux placé : visite, outils de classe ou observation, comme "
        f"vous préférez.\n\n{_CHERCHE} Votre saisine reste ouverte pendant ce temps."
    ),
    Issue.PSY: (
        "L’avis d’un psychologue de l’Éducation nationale semble utile pour comprendre la situation.\n\n"
        f"{_CHERCHE} Aucun psychologue ne rencontrera l’élève sans que ses parents le sachent et soient "
        "d’accord."
    ),
    Issue.MEDICO_SOCIAL: (
        "L’avis d’un professionnel de santé ou du service social de l’Éducation nationale semble utile.\n\n"
        f"{_CHERCHE} Ce que ce professionnel apprend reste entre lui et la famille."
    ),
    Issue.URGENCE: (
        f"Votre demande est traitée sans attendre une réunion. {_CHERCHE}\n\n"
        "En cas de danger, n’attendez pas notre appel : 15, 17, 18, ou 119 pour un enfant en danger."
    ),
}

# Why a case closes, once the school has said what the answer changed.
CLOTURE = {
    EffetDuPoint.OUI: (
        "Les pistes ont aidé : cette demande est close. Vous pouvez la reprendre à tout moment."
    ),
    EffetDuPoint.EN_PARTIE: (
        "Les pistes ont aidé en partie, et vous pouvez continuer sans le pôle : cette demande est close. "
        "Vous pouvez la reprendre à tout moment."
    ),
}
# What the school reads of the meeting where its case comes back.
RETOUR = (
    "Nous avons lu que les pistes n’ont pas encore aidé. Votre situation revient à la prochaine réunion, "
    "avant les nouvelles demandes. D’ici là, votre interlocuteur reste joignable."
)
