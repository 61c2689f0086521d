"""The former name of ``python -m services.security.admin_cli``."""

from services.renamed import run

if __name__ == "__main__":
    run("services.security.office", "services.security.admin_cli")
