package network.cairn.content.service;

import network.cairn.ipld.cid.Cid;

/// A part of a file.
///
/// @param offset first byte
/// @param length number of bytes
public record FileRange(Cid file, long offset, long length) {}
