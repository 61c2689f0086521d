"""Chat models: vendors, OpenAI-compatible servers and the embedded one."""
