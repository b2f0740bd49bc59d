package network.cairn.ipld.multicodec;

import java.util.List;

/// The codecs of content: what the multicodec table tags `ipld`.
public final class IpldCodecs {
  private static final List<String> NAMES =
      List.of(
          "cbor",
          "raw",
          "dag-pb",
          "dag-cbor",
          "libp2p-key",
          "git-raw",
          "torrent-info",
          "torrent-file",
          "blake3-hashseq",
          "leofcoin-block",
          "leofcoin-tx",
          "leofcoin-pr",
          "dag-jose",
          "dag-cose",
          "eth-block",
          "eth-block-list",
          "eth-tx-trie",
          "eth-tx",
          "eth-tx-receipt-trie",
          "eth-tx-receipt",
          "eth-state-trie",
          "eth-account-snapshot",
          "eth-storage-trie",
          "eth-receipt-log-trie",
          "eth-receipt-log",
          "bitcoin-block",
          "bitcoin-tx",
          "bitcoin-witness-commitment",
          "zcash-block",
          "zcash-tx",
          "stellar-block",
          "stellar-tx",
          "decred-block",
          "decred-tx",
          "dash-block",
          "dash-tx",
          "swarm-manifest",
          "swarm-feed",
          "beeson",
          "dag-json",
          "swhid-1-snp",
          "json",
          "rdfc-1",
          "json-jcs");

  private IpldCodecs() {}

  /// Their codes, ascending.
  public static List<Long> codes() {
    return NAMES.stream().map(name -> Multicodec.code(name).orElseThrow()).sorted().toList();
  }
}
