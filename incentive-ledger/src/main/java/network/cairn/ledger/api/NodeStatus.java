package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import java.time.Instant;

/// Where a ledger says it stands: a hint, not proved.
///
/// @param appHash root after `height`; the header of `height + 1` will carry it
public record NodeStatus(
    String chainId,
    ByteString chainRef,
    long height,
    ByteString appHash,
    Instant time,
    boolean catchingUp,
    long blockIntervalMs) {}
