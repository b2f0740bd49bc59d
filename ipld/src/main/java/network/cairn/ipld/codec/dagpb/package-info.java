/// dag-pb: the codec of files and directories (ipld.io/specs/codecs/dag-pb).
///
/// Comes in: bytes of a block, or links and data. Goes out: a PbNode, or canonical bytes: links
/// first, then data. Never interprets the data: that is unixfs.
@NullMarked
package network.cairn.ipld.codec.dagpb;

import org.jspecify.annotations.NullMarked;
