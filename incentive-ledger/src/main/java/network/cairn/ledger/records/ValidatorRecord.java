package network.cairn.ledger.records;

import com.google.protobuf.ByteString;
import java.util.Optional;
import network.cairn.ledger.types.Address;

/// A validator.
///
/// @param power in the set that the state names
/// @param beaconKey its ECVRF key
/// @param operator whose stake its power is; empty where validators are genesis's for ever
/// @param barred whether its double signing was punished
/// @param leftHeight of a former validator: the border at which it lost its power; otherwise 0
/// @param beaconFrom the border after which its beacon key makes randomness; 0 if it always did
public record ValidatorRecord(
    ByteString pubkey,
    long power,
    ByteString beaconKey,
    Optional<Address> operator,
    boolean barred,
    long leftHeight,
    long beaconFrom) {}
