/// The table of codes that all self-describing formats share (multiformats/multicodec).
///
/// Comes in: a code or a name. Goes out: the other one. Never the place where a code gets its
/// meaning.
@NullMarked
package network.cairn.ipld.multicodec;

import org.jspecify.annotations.NullMarked;
