"""Words proposed to the coordinator, never imposed: each may be rewritten before it leaves."""

from saisines.enums import SansAction

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
        "Vous pouvez vous adresser à …\n\n"
        "Si cette piste ne suffit pas, vous pouvez demander à reprendre cette saisine."
    ),
}
