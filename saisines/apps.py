from django.apps import AppConfig


class SaisinesConfig(AppConfig):
    name = "saisines"
    verbose_name = "Saisines"

    def ready(self):
        # Only now are the models loaded.
        from pole import a_faire, bandeaux, navigation, registre, travail, verifications  # noqa: PLC0415
        from pole.services import cles, planification  # noqa: PLC0415
        from saisines import taches  # noqa: PLC0415
        from saisines.a_faire import choses_des_saisines  # noqa: PLC0415
        from saisines.alertes import bandeau_of, oldest_alert  # noqa: PLC0415
        from saisines.models import DemandeAcces, Eleve, Message, Saisine  # noqa: PLC0415
        from saisines.services import (  # noqa: PLC0415
            acces,
            acces_des_reponses,
            coauteurs,
            conservation,
            controles,
            deports,
            lecteurs,
            orientations,
            projets,
            rotation,
            urgences,
            verification_pieces,
        )
        from saisines.signals import saisine_transitioned  # noqa: PLC0415

        planification.register(taches.RAPPELS, taches.remind, toutes_les=taches.RAPPELS_TOUTES_LES)
        travail.register(
            "urgences",
            urgences.pass_on_all,
            toutes_les=urgences.TOUTES_LES,
            avant_les_courriels=True,
        )
        registre.reserve(Saisine, Message, DemandeAcces, gabarits=("saisines/rappel",))
        bandeaux.register("urgence", oldest_alert, bandeau_of)
        planification.register(
            taches.CONSERVATION,
            conservation.erase_old_drafts,
            toutes_les=taches.CONSERVATION_TOUTES_LES,
            heures_ecole=False,
        )
        planification.register(
            taches.CONFIDENTIEL,
            conservation.erase_old_confidential,
            toutes_les=taches.CONSERVATION_TOUTES_LES,
            heures_ecole=False,
        )
        planification.register(
            taches.FICHIERS,
            controles.erase_left_files,
            toutes_les=taches.CONSERVATION_TOUTES_LES,
            heures_ecole=False,
            par_pole=False,
        )
        saisine_transitioned.connect(lecteurs.follow_transition, dispatch_uid="saisines.lecteurs")
        saisine_transitioned.connect(urgences.follow, dispatch_uid="saisines.urgences")
        saisine_transitioned.connect(orientations.follow_transition, dispatch_uid="saisines.orientations")
        saisine_transitioned.connect(coauteurs.follow_transition, dispatch_uid="saisines.coauteurs")
        saisine_transitioned.connect(
            acces_des_reponses.follow_transition, dispatch_uid="saisines.acces_des_reponses"
        )
        cles.register_index_rotation(Eleve, "index_nom", rotation.index_of)
        cles.register_rotation(
            "saisines.PieceJointe (fichiers)", compter=rotation.count_files, tourner=rotation.rotate_files
        )
        verifications.register("droits enregistrés = droits justifiés", acces.differences)
        verifications.register("déports", deports.check_deports)
        verifications.register("réponses", projets.check_answers)
        verifications.register("urgences", urgences.check_alerts)
        verifications.register("pièces jointes", controles.check_pieces)
        verifications.register("antivirus", verification_pieces.check_antivirus)
        travail.register(
            "antivirus",
            verification_pieces.check_held,
            toutes_les=verification_pieces.TOUTES_LES_SECONDES,
        )
        a_faire.register(choses_des_saisines)
        navigation.register(
            "Trier", "saisines:tri", visible=lambda portee: portee.is_pilote, order=20, match="/saisines/tri/"
        )
        navigation.register(
            "Saisines",
            "saisines:list",
            visible=lambda portee: bool(portee.roles),
            order=10,
            match="/saisines/",
        )
