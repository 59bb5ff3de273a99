QUEUE = "interoperability"
ASK = "ask_peers"
