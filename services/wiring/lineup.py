"""Who works in a call: the chains of this server, as the call's person chose."""

from __future__ import annotations

from dataclasses import replace

from services.contracts import ChosenProviders, Providers
from services.domain import AutoModel
from services.providers.chat.catalogue import Catalogue
from services.providers.chat.choosing import Chooser
from services.wiring.chains import Chains


class ChainChooser:
    """Keeps `services.contracts.ProviderChooser` over the chains that the settings made."""

    def __init__(self, everyone: Providers, chains: Chains, catalogue: Catalogue) -> None:
        self._everyone = everyone
        self._chains = chains
        self._chat = chains.chat()
        self._chooser = Chooser(self._chat.links, chains.chat_vendors(), catalogue)

    def crew(self, choice: str) -> ChosenProviders:
        if choice == AutoModel.OFFLINE:
            return ChosenProviders(choice, self._chains.offline(self._everyone), {})
        order = self._chooser.order(choice)
        chat = replace(self._chat, links=order.links, read=set())
        return ChosenProviders(choice, replace(self._everyone, chat=chat), order.models)
