"""Engine processes for embedded models: started, supervised and reached over a socket."""
