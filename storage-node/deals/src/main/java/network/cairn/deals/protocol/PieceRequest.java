package network.cairn.deals.protocol;

import com.google.protobuf.ByteString;

/// A range of a piece, asked for by `/cairn/piece/1.0.0`.
///
/// @param piece CID v2, not yet decoded
record PieceRequest(ByteString piece, long offset, long length) {}
