/// Cutting files into pieces: of one size, or where their content says, as Kubo's chunkers do.
///
/// Comes in: the name of a chunker, a file's bytes. Goes out: the same bytes, piece by piece. Holds
/// 16 KiB, not a piece. Pure but for the stream that it reads.
@NullMarked
package network.cairn.content.unixfs.chunker;

import org.jspecify.annotations.NullMarked;
