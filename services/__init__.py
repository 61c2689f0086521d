"""Visavis behind its page.

Nothing here may talk to the network of its own accord. onnxruntime would report its use to its
makers; it reads this once, when it is loaded, so it is set before anything else can load it.
"""

import os

os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
