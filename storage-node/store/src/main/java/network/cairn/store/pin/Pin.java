package network.cairn.store.pin;

import network.cairn.ipld.cid.Cid;

/// A promise to keep a block or a DAG.
///
/// @param name free text of at most 255 bytes; empty for none
public record Pin(Cid root, Mode mode, String name) {}
