package network.cairn.http.rpc;

/// An argument of a command.
///
/// @param file whether it is a part of the body rather than an `arg` of the query
/// @param required whether at least one must be given
/// @param repeated whether there may be several; only for the last one
record Argument(String name, boolean file, boolean required, boolean repeated) {}
