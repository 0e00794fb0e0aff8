# Les commandes du projet. Sans make (une Debian neuve n’en a pas) : sh .ci/servir, sh .ci/tester.
.DEFAULT_GOAL := help
.PHONY: help run test check bench captures lint fix lock

help: ## cette liste
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

run: ## sert le site et le travailleur de fond sur http://localhost:8000 (PORT=… pour changer)
	@sh .ci/servir

test: ## contrôles, tests sur PostgreSQL puis SQLite, parcours dans un navigateur (ETAPES=, ARGS=)
	@sh .ci/tester

check: test ## comme test : ce que fait l’intégration continue

bench: ## mesures, en rapports à des limites prises dans le même passage
	@sh .ci/preparer --dev
	@.ci/postgres-jetable .venv/bin/python -m tests.perf $(ARGS)

captures: ## refait les images du README et des guides avec la démonstration
	@sh .ci/preparer --dev
	@.venv/bin/python -m tests.e2e.captures docs/images

lint: ## les contrôles qui n’exécutent rien
	@ETAPES=statique sh .ci/tester

fix: ## corrige ce qui peut l’être tout seul
	@sh .ci/preparer --dev
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

lock: ## recalcule les dépendances verrouillées (ARGS=--upgrade pour les rajeunir)
	@sh .ci/verrouiller $(ARGS)
