package network.cairn.content.service;

import network.cairn.base.time.Deadline;

/// Whose blocks a caller wants, and until when.
///
/// @param localOnly whether nobody else is asked for what is not here
/// @param deadline when the whole of the caller's work must have ended
public record ReadContext(boolean localOnly, Deadline deadline) {}
