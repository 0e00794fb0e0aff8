from django.apps import AppConfig


class CellulesConfig(AppConfig):
    name = "cellules"
    verbose_name = "Réunions"

    def ready(self):
        # Models must be loaded first (docs/style.md: imports in functions only here).
        from cellules import pieces, taches  # noqa: PLC0415
        from cellules.a_faire import choses_des_reunions  # noqa: PLC0415
        from cellules.echeances import prochaine_reunion  # noqa: PLC0415
        from cellules.services import acces_convocations, adresses, archives, inscriptions, lots  # noqa: PLC0415
        from pole import a_faire, travail, verifications  # noqa: PLC0415
        from pole.echeances import register_provider  # noqa: PLC0415
        from pole.navigation import register  # noqa: PLC0415
        from pole.services import cles, planification  # noqa: PLC0415
        from pole.signals import adresse_jugee  # noqa: PLC0415
        from saisines.signals import saisine_transitioned  # noqa: PLC0415

        saisine_transitioned.connect(inscriptions.follow_transition, dispatch_uid="cellules.inscriptions")
        saisine_transitioned.connect(
            acces_convocations.follow_transition, dispatch_uid="cellules.acces_convocations"
        )
        adresse_jugee.connect(adresses.follow_address, dispatch_uid="cellules.adresses")
        verifications.register("ordres du jour", inscriptions.check_inscriptions)
        verifications.register("convocations", acces_convocations.check_convocations)

        pieces.register_all()
        a_faire.register(choses_des_reunions)
        planification.register(taches.RELANCES, taches.remind, toutes_les=taches.RELANCES_TOUTES_LES)
        travail.register("documents de réunion", lots.make_next, toutes_les=lots.TOUTES_LES_SECONDES)
        planification.register(
            taches.LOTS,
            archives.erase_old,
            toutes_les=taches.LOTS_TOUTES_LES,
            heures_ecole=False,
            par_pole=False,
        )
        cles.register_rotation(
            "cellules.LotDeDocuments (fichiers)", compter=archives.count_files, tourner=archives.rotate_files
        )
        verifications.register("documents de réunion", archives.check_lots)
        register_provider(prochaine_reunion)
        register(
            "Calendrier",
            "cellules:annee",
            visible=lambda portee: bool(portee.roles),
            order=40,
            match="/cellules/",
        )
