package network.cairn.ledger.records;

import com.google.protobuf.ByteString;

/// A validator.
///
/// @param beaconKey its ECVRF key
public record ValidatorRecord(ByteString pubkey, long power, ByteString beaconKey) {}
