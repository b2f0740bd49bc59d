package network.cairn.ledger.rules;

import com.google.protobuf.ByteString;

/// What a block's header says to the rules.
///
/// @param timeNs header time, nanoseconds since 1970-01-01T00:00:00Z
/// @param proposer the validator's 20-byte address
public record BlockContext(long height, long timeNs, ByteString proposer) {}
