"""From words to a reply: the prompt, the model's answer, its clauses and emotion."""
