package network.cairn.content.service;

import network.cairn.ipld.cid.Cid;

/// A link from one block to another.
///
/// @param name the link's own in dag-pb, else empty
/// @param depth 1 for the links of a root
public record Reference(Cid source, Cid target, String name, int depth) {}
