package network.cairn.cli;

/// Commands about CIDs and multibases, as a daemon that is named answers them.
final class FormatDialogues {
  static final String FORMATS =
      """
      $ cid format -f %s-%c -v 1 --mc=raw -b base58btc QmA QmB
      > cid/format?arg=QmA&arg=QmB&f=%25s-%25c&v=1&mc=raw&b=base58btc
      < {"CidStr":"QmA","Formatted":"zA-raw","ErrorMsg":""}
      < {"CidStr":"QmB","Formatted":"zB-raw","ErrorMsg":""}
      zA-raw
      zB-raw
      $ cid base32 QmA
      > cid/base32?arg=QmA
      < {"CidStr":"QmA","Formatted":"bafyA","ErrorMsg":""}
      bafyA
      $ cid base32 QmA x
      > cid/base32?arg=QmA&arg=x
      < {"CidStr":"QmA","Formatted":"bafyA","ErrorMsg":""}
      < {"CidStr":"x","Formatted":"","ErrorMsg":"invalid cid: no CID"}
      bafyA
      ! x: invalid cid: no CID
      ! Error: errors while displaying some entries
      $ cid inspect QmA
      > cid/inspect?arg=QmA
      < {"cid":"QmA","version":0,"multibase":{"prefix":"z","name":"base58btc"},"multicodec":{"code":112,"name":"dag-pb"},"multihash":{"code":18,"name":"sha2-256","length":32,"digest":"c3c4"},"cidV0":"QmA","cidV1":"bafyA"}
      CID:        QmA
      Version:    0
      Multibase:  base58btc (implicit)
      Multicodec: dag-pb (0x70, implicit)
      Multihash:  sha2-256 (0x12, implicit)
        Length:   32 bytes
        Digest:   c3c4
      CIDv0:      QmA
      CIDv1:      bafyA
      $ cid inspect bafkA
      > cid/inspect?arg=bafkA
      < {"cid":"bafkA","version":1,"multibase":{"prefix":"b","name":"base32"},"multicodec":{"code":85,"name":"raw"},"multihash":{"code":18,"name":"sha2-256","length":32,"digest":"c3c4"},"cidV1":"bafkA"}
      CID:        bafkA
      Version:    1
      Multibase:  base32 (b)
      Multicodec: raw (0x55)
      Multihash:  sha2-256 (0x12)
        Length:   32 bytes
        Digest:   c3c4
      CIDv0:      not possible, requires dag-pb (0x70), got raw (0x55)
      CIDv1:      bafkA
      $ cid inspect bafyS
      > cid/inspect?arg=bafyS
      < {"cid":"bafyS","version":1,"multibase":{"prefix":"b","name":"base32"},"multicodec":{"code":112,"name":"dag-pb"},"multihash":{"code":19,"name":"sha2-512","length":64,"digest":"00"},"cidV1":"bafyS"}
      CID:        bafyS
      Version:    1
      Multibase:  base32 (b)
      Multicodec: dag-pb (0x70)
      Multihash:  sha2-512 (0x13)
        Length:   64 bytes
        Digest:   00
      CIDv0:      not possible, requires sha2-256 (0x12), got sha2-512 (0x13)
      CIDv1:      bafyS
      $ cid inspect bafyT
      > cid/inspect?arg=bafyT
      < {"cid":"bafyT","version":1,"multibase":{"prefix":"b","name":"base32"},"multicodec":{"code":112,"name":"dag-pb"},"multihash":{"code":18,"name":"sha2-256","length":20,"digest":"00"},"cidV1":"bafyT"}
      CID:        bafyT
      Version:    1
      Multibase:  base32 (b)
      Multicodec: dag-pb (0x70)
      Multihash:  sha2-256 (0x12)
        Length:   20 bytes
        Digest:   00
      CIDv0:      not possible, requires 32-byte digest, got 20
      CIDv1:      bafyT
      $ cid inspect 12D3
      > cid/inspect?arg=12D3
      < {"cid":"12D3","version":0,"multibase":{"prefix":"","name":""},"multicodec":{"code":0,"name":""},"multihash":{"code":0,"name":"","length":0,"digest":""},"cidV1":"","errorMsg":"invalid CID: no CID\\nNote: it is a PeerID:\\n  k51"}
      ! Note: it is a PeerID:
      !   k51
      ! Error: invalid CID: no CID
      $ cid bases
      > cid/bases
      < [{"Code":0,"Name":"identity"},{"Code":98,"Name":"base32"}]
      identity
      base32
      $ cid bases --prefix
      > cid/bases?prefix=true
      < [{"Code":0,"Name":"identity"},{"Code":98,"Name":"base32"},{"Code":128640,"Name":"base256emoji"}]
         identity
      b  base32
      🚀  base256emoji
      $ multibase list --prefix --numeric
      > multibase/list?prefix=true&numeric=true
      < [{"Code":0,"Name":"identity"},{"Code":98,"Name":"base32"},{"Code":128640,"Name":"base256emoji"}]
              0  identity
      b      98  base32
      🚀  128640  base256emoji
      $ multibase list --numeric
      > multibase/list?numeric=true
      < [{"Code":98,"Name":"base32"}]
           98  base32
      $ cid codecs -n -s
      > cid/codecs?numeric=true&supported=true
      < [{"Code":85,"Name":"raw"},{"Code":46593,"Name":"json-jcs"}]
         85  raw
      46593  json-jcs
      $ cid hashes
      > cid/hashes
      < [{"Code":18,"Name":"sha2-256"}]
      sha2-256
      $ multibase encode -b base16
      > multibase/encode?b=base16
      < f68656c6c6f
      f68656c6c6f
      $ multibase decode
      > multibase/decode
      < hello
      hello
      $ multibase transcode -b base16
      > multibase/transcode?b=base16
      < f68656c6c6f
      f68656c6c6f
      """;

  private FormatDialogues() {}
}
