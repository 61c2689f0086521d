"""The former name of ``python -m services.security.watermark``."""

from services.renamed import run

if __name__ == "__main__":
    run("services.security.mark", "services.security.watermark")
