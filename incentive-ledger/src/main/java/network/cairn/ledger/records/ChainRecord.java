package network.cairn.ledger.records;

import com.google.protobuf.ByteString;

/// Which chain a state is of.
public record ChainRecord(String chainId, ByteString genesisHash, ByteString chainRef) {}
