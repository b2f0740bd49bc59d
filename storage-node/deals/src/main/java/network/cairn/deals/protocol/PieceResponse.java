package network.cairn.deals.protocol;

/// The head of an answer by `/cairn/piece/1.0.0`.
///
/// @param length of the bytes that follow
record PieceResponse(PieceStatus status, long length) {}
