"""HTTP and Socket.IO: identity, limits and errors, and the rooms of routes and events."""
