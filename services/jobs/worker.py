"""The former name of ``python -m services.wiring.worker``."""

from services.renamed import run

if __name__ == "__main__":
    run("services.jobs.worker", "services.wiring.worker")
