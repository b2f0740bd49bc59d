package network.cairn.cli;

/// Commands that Kubo has, too.
final class KuboDialogues {
  static final String CONTENT =
      """
      $ cat -o 2 --length=3 --timeout=5s bafyA /ipfs/bafyB/x
      > cat?arg=bafyA&arg=%2Fipfs%2FbafyB%2Fx&offset=2&length=3&timeout=5s
      < the bytes
      the bytes
      $ ls bafyA
      > ls?arg=bafyA
      < {"Objects":[{"Hash":"bafyA","Links":[{"Name":"d","Hash":"bafyD","Size":0,"Type":1},{"Name":"f","Hash":"bafyF","Size":7,"Type":2}]}]}
      bafyD - d/
      bafyF 7 f
      $ ls bafyA
      > ls?arg=bafyA
      < {"Objects":[{"Hash":"bafyA","Links":[{"Name":"d","Hash":"bafyDirectory","Size":0,"Type":1},{"Name":"f","Hash":"bafyF","Size":1234567,"Type":2},{"Name":"a\\u001bb","Hash":"bafyL","Size":3,"Type":4}]}]}
      bafyDirectory -       d/
      bafyF         1234567 f
      bafyL         3       a\\x1bb
      $ ls -l -v bafyA
      > ls?arg=bafyA&headers=true
      < {"Objects":[{"Hash":"bafyA","Links":[{"Name":"d","Hash":"bafyD","Size":0,"Type":1,"Mode":2147484141,"ModTime":"2015-11-03T08:35:11.8Z"},{"Name":"f","Hash":"bafyF","Size":7,"Type":2,"Mode":8389096,"ModTime":"0001-01-01T00:00:00Z"},{"Name":"g","Hash":"bafyG","Size":7,"Type":2,"Mode":0,"ModTime":"2015-01-02T03:04:05Z"}]}]}
      Mode       Hash  Size ModTime      Name
      drwxr-xr-x bafyD -    Nov 03  2015 d/
      -rwsr-x--- bafyF 7    -            f
      -          bafyG 7    Jan 02  2015 g
      $ ls -s bafyA bafyB
      > ls?arg=bafyA&arg=bafyB&stream=true
      < {"Objects":[{"Hash":"bafyA","Links":[{"Name":"f","Hash":"bafyF","Size":7,"Type":2}]}]}
      < {"Objects":[{"Hash":"bafyA","Links":[{"Name":"g","Hash":"bafyGgggggg","Size":12345678901,"Type":2}]}]}
      < {"Objects":[{"Hash":"bafyB","Links":[{"Name":"h","Hash":"bafyH","Size":1,"Type":2}]}]}
      bafyA:
      bafyF     7         f
      bafyGgggggg 12345678901 g

      bafyB:
      bafyH     1         h
      $ ls -v --size=false bafyA bafyB
      > ls?arg=bafyA&arg=bafyB&headers=true&size=false
      < {"Objects":[{"Hash":"bafyA","Links":[{"Name":"f","Hash":"bafyFile","Size":7,"Type":2}]},{"Hash":"bafyB","Links":[]}]}
      bafyA:
      Hash     Name
      bafyFile f

      bafyB:
      Hash Name
      $ ls -v -s bafyA
      > ls?arg=bafyA&headers=true&stream=true
      < {"Objects":[{"Hash":"bafyA","Links":[{"Name":"f","Hash":"bafyF","Size":1234567,"Type":2}]}]}
      Hash      Size      Name
      bafyF     1234567   f
      $ refs -r -u --format '<src> <dst>' --max-depth=2 bafyA
      > refs?arg=bafyA&format=%3Csrc%3E+%3Cdst%3E&unique=true&recursive=true&max-depth=2
      < {"Ref":"bafyB","Err":""}
      < {"Ref":"bafyC","Err":""}
      bafyB
      bafyC
      $ refs -e bafyA
      > refs?arg=bafyA&edges=true
      < {"Ref":"","Err":"block bafyC is not here"}
      ! Error: block bafyC is not here
      $ refs local
      > refs/local
      < {"Ref":"bafyA","Err":""}
      bafyA
      $ resolve --recursive=false --cid-base=base32 /ipfs/bafyA/b
      > resolve?arg=%2Fipfs%2FbafyA%2Fb&recursive=false&cid-base=base32
      < {"Path":"/ipfs/bafyB"}
      /ipfs/bafyB
      """;

  static final String BLOCKS =
      """
      $ block get bafyA
      > block/get?arg=bafyA
      < raw bytes
      raw bytes
      $ block stat bafyA
      > block/stat?arg=bafyA
      < {"Key":"bafyA","Size":9}
      Key: bafyA
      Size: 9
      $ block put --cid-codec=dag-cbor --mhtype=sha2-512 --mhlen=32 --pin --allow-big-block
      > block/put?cid-codec=dag-cbor&mhtype=sha2-512&mhlen=32&pin=true&allow-big-block=true
      < {"Key":"bafyA","Size":9}
      bafyA
      $ block put --format=v0
      > block/put?format=v0
      < {"Key":"QmA","Size":9}
      QmA
      $ block rm bafyA bafyB
      > block/rm?arg=bafyA&arg=bafyB
      < {"Hash":"bafyA"}
      < {"Hash":"bafyB","Error":"pinned: recursive"}
      removed bafyA
      ! cannot remove bafyB: pinned: recursive
      ! Error: some blocks not removed
      $ block rm bafyC
      > block/rm?arg=bafyC
      < {"Hash":"bafyC"}
      removed bafyC
      $ block rm -fq bafyA
      > block/rm?arg=bafyA&force=true&quiet=true
      < {"Hash":"bafyA"}
      $ dag get --output-codec=dag-cbor bafyA/b
      > dag/get?arg=bafyA%2Fb&output-codec=dag-cbor
      < {"/":"bafyB"}
      {"/":"bafyB"}
      $ dag put --store-codec=dag-json --input-codec=dag-cbor --hash=sha2-256 --pin=false
      > dag/put?store-codec=dag-json&input-codec=dag-cbor&hash=sha2-256&pin=false
      < {"Cid":{"/":"bafyA"}}
      bafyA
      $ dag resolve bafyA/b/c
      > dag/resolve?arg=bafyA%2Fb%2Fc
      < {"Cid":{"/":"bafyB"},"RemPath":"/c"}
      bafyB/c
      $ dag resolve bafyA
      > dag/resolve?arg=bafyA
      < {"Cid":{"/":"bafyA"},"RemPath":""}
      bafyA
      $ dag export --local-only bafyA
      > dag/export?arg=bafyA&local-only=true
      < the archive
      the archive
      $ dag export -p bafyA
      > dag/export?arg=bafyA
      < the archive
      the archive
      $ dag stat bafyA bafyB
      > dag/stat?arg=bafyA&arg=bafyB
      < {"DagStats":null}
      < {"UniqueBlocks":3,"TotalSize":2048,"SharedSize":10,"Ratio":1.5,"DagStats":[{"Cid":{"/":"bafyA"},"Size":2048,"NumBlocks":3},{"Cid":"bafyB","Size":7,"NumBlocks":1}]}

      CID                                                        \tBlocks         \tSize
      bafyA                                                      \t3              \t2048
      bafyB                                                      \t1              \t7

      Summary
      Total Size: 2048 (2.00 KiB)
      Unique Blocks: 3
      Shared Size: 10 (10 B)
      Ratio: 1.500000


      """;

  static final String PINS =
      """
      $ pin add -n photos bafyA /ipfs/bafyB/x
      > pin/add?arg=bafyA&arg=%2Fipfs%2FbafyB%2Fx&name=photos&progress=false
      < {"Pins":["bafyA","bafyC"]}
      pinned bafyA recursively
      pinned bafyC recursively
      $ pin add -r=false --peer=/ip4/127.0.0.1/tcp/1/p2p/p bafyA
      > pin/add?arg=bafyA&recursive=false&peer=%2Fip4%2F127.0.0.1%2Ftcp%2F1%2Fp2p%2Fp&progress=false
      < {"Pins":["bafyA"]}
      pinned bafyA directly
      $ pin rm --recursive bafyA
      > pin/rm?arg=bafyA&recursive=true
      < {"Pins":["bafyA"]}
      unpinned bafyA
      $ pin ls -t all --names
      > pin/ls?type=all&names=true
      < {"Keys":{"bafyA":{"Type":"recursive","Name":"photos"},"bafyB":{"Type":"direct","Name":""}}}
      bafyA recursive photos
      bafyB direct
      $ pin ls -s bafyA
      > pin/ls?arg=bafyA&stream=true
      < {"Cid":"bafyA","Name":"photos","Type":"indirect through bafyR"}
      bafyA indirect through bafyR
      $ pin ls -q -n pho
      > pin/ls?quiet=true&name=pho
      < {"Keys":{"bafyA":{"Type":"recursive","Name":"photos"}}}
      bafyA
      $ pin update --unpin=false bafyA bafyB
      > pin/update?arg=bafyA&arg=bafyB&unpin=false
      < {"Pins":["bafyA","bafyB"]}
      updated bafyA to bafyB
      $ pin verify -v
      > pin/verify?verbose=true
      < {"Cid":"bafyA","Ok":true}
      < {"Cid":"bafyB","BadNodes":[{"Cid":"bafyC","Err":"block is not here"}]}
      bafyA ok
      bafyB broken
        bafyC: block is not here
      ! Error: some pins are broken
      $ pin verify --verbose
      > pin/verify?verbose=true
      < {"Cid":"bafyA","Ok":true}
      bafyA ok
      $ pin verify -q
      > pin/verify?quiet=true
      < {"Cid":"bafyA","Ok":true}
      < {"Cid":"bafyB","BadNodes":[{"Cid":"bafyC","Err":"block is not here"}]}
      bafyB
      ! Error: some pins are broken
      """;

  static final String HOME =
      """
      $ log level
      > log/level
      < {"Levels":{"":"warn"}}
      warn
      $ log level all
      > log/level?arg=all
      < {"Levels":{"(default)":"warn","deals":"info","swarm":"warn"}}
      (default): warn
      deals: info
      swarm: warn
      $ log level deals debug
      > log/level?arg=deals&arg=debug
      < {"Message":"Changed log level of 'deals' to 'debug'\\n"}
      Changed log level of 'deals' to 'debug'
      $ log ls
      > log/ls
      < {"Strings":["deals","swarm"]}
      deals
      swarm
      $ repo gc
      > repo/gc
      < {"Key":{"/":"bafyA"}}
      removed bafyA
      $ repo gc -q --stream-errors
      > repo/gc?quiet=true&stream-errors=true
      < {"Key":{"/":"bafyA"}}
      < {"Error":"the disk broke"}
      bafyA
      ! Error: the disk broke
      $ repo gc --silent
      > repo/gc?silent=true
      < {"Key":{"/":"bafyA"}}
      $ repo stat
      > repo/stat
      < {"RepoSize":2048,"StorageMax":10000000000,"NumObjects":3,"NumPieces":0,"PieceBytes":0,"RepoPath":"/home/u/.cairn","Version":"cairn-repo@1"}
      NumObjects: 3
      RepoSize:   2048
      StorageMax: 10000000000
      RepoPath:   /home/u/.cairn
      Version:    cairn-repo@1
      $ repo stat -H
      > repo/stat?human=true
      < {"RepoSize":2048,"StorageMax":1073741824,"NumObjects":3,"NumPieces":2,"PieceBytes":1536,"RepoPath":"/r","Version":"cairn-repo@1"}
      NumObjects: 3
      NumPieces:  2
      PieceBytes: 1.50 KiB
      RepoSize:   2.00 KiB
      StorageMax: 1.00 GiB
      RepoPath:   /r
      Version:    cairn-repo@1
      $ repo stat -s
      > repo/stat?size-only=true
      < {"RepoSize":2048,"StorageMax":10}
      RepoSize:   2048
      StorageMax: 10
      $ repo verify --drop
      > repo/verify?drop=true
      < {"Msg":"","Progress":1}
      < {"Msg":"verify complete, all blocks validated.","Progress":2}
      verify complete, all blocks validated.
      $ repo version
      > repo/version
      < {"Version":"1"}
      cairn repo version 1
      $ repo version -q
      > repo/version?quiet=true
      < {"Version":"1"}
      1
      $ config Addresses.API
      > config?arg=Addresses.API
      < {"Key":"Addresses.API","Value":"/ip4/127.0.0.1/tcp/5001"}
      /ip4/127.0.0.1/tcp/5001
      $ config Addresses.Swarm
      > config?arg=Addresses.Swarm
      < {"Key":"Addresses.Swarm","Value":["a",1]}
      [
        "a",
        1
      ]
      $ config --bool Import.Raw true
      > config?arg=Import.Raw&arg=true&json=true
      < {"Key":"Import.Raw","Value":true}
      $ config Pubsub.Router x
      > config?arg=Pubsub.Router&arg=x
      < {"Key":"Pubsub.Router","Value":"x","Remark":"Pubsub.Router is kept, but has no effect: there is no pubsub"}
      ! Warning: Pubsub.Router is kept, but has no effect: there is no pubsub
      $ config profile apply lowpower --dry-run
      > config/profile/apply?arg=lowpower&dry-run=true
      < {"OldCfg":{"A":1,"B":96},"NewCfg":{"A":1,"B":40}}
      -  "B": 96
      +  "B": 40
      $ config show
      > config/show
      < {"Identity":{"PeerID":"12D3"},"Bootstrap":[],"Gone":null,"On":true,"Empty":{}}
      {
        "Identity": {
          "PeerID": "12D3"
        },
        "Bootstrap": [],
        "Gone": null,
        "On": true,
        "Empty": {}
      }
      $ diag sys
      > diag/sys
      < {"net":{"online":true},"cairn_version":"1"}
      {
        "net": {
          "online": true
        },
        "cairn_version": "1"
      }
      $ key gen -t ed25519 mine
      > key/gen?arg=mine&type=ed25519
      < {"Name":"mine","Id":"k51A"}
      k51A
      $ key gen --type=rsa --size=2048 --ipns-base=b58mh mine
      > key/gen?arg=mine&type=rsa&size=2048&ipns-base=b58mh
      < {"Name":"mine","Id":"QmK"}
      QmK
      $ key list -l
      > key/list
      < {"Keys":[{"Name":"self","Id":"k51S"},{"Name":"mine","Id":"k51A"}]}
      k51S self
      k51A mine
      $ key ls
      > key/ls
      < {"Keys":[{"Name":"self","Id":"k51S"}]}
      self
      $ key rename -f mine yours
      > key/rename?arg=mine&arg=yours&force=true
      < {"Was":"mine","Now":"yours","Id":"k51A","Overwrite":true}
      Key k51A renamed to yours with overwriting
      $ key rename mine yours
      > key/rename?arg=mine&arg=yours
      < {"Was":"mine","Now":"yours","Id":"k51A","Overwrite":false}
      Key k51A renamed to yours
      $ key rm mine yours
      > key/rm?arg=mine&arg=yours
      < {"Keys":[{"Name":"mine","Id":"k51A"},{"Name":"yours","Id":"k51B"}]}
      mine
      yours
      """;

  static final String NETWORK =
      """
      $ swarm peers -v
      > swarm/peers?verbose=true
      < {"Peers":[{"Addr":"/ip4/1.2.3.4/tcp/1","Peer":"p","Latency":"2ms","Direction":1,"Streams":[{"Protocol":"/id"}],"Identify":{}},{"Addr":"/ip4/1.2.3.4/tcp/2/p2p/q","Peer":"q","Direction":2,"Identify":{}}]}
      /ip4/1.2.3.4/tcp/1/p2p/p 2ms inbound
        /id
      /ip4/1.2.3.4/tcp/2/p2p/q outbound
      $ swarm peers --streams --latency --direction --identify
      > swarm/peers?streams=true&latency=true&direction=true&identify=true
      < {"Peers":null}
      $ swarm addrs
      > swarm/addrs
      < {"Addrs":{"p":["/ip4/1.2.3.4/tcp/1","/ip4/1.2.3.4/tcp/2"],"q":[]}}
      p (2)
      \t/ip4/1.2.3.4/tcp/1
      \t/ip4/1.2.3.4/tcp/2
      q (0)
      $ swarm addrs local --id
      > swarm/addrs/local?id=true
      < {"Strings":["/ip4/1.2.3.4/tcp/1/p2p/p"]}
      /ip4/1.2.3.4/tcp/1/p2p/p
      $ swarm addrs listen
      > swarm/addrs/listen
      < {"Strings":["/ip4/0.0.0.0/tcp/1"]}
      /ip4/0.0.0.0/tcp/1
      $ swarm connect --timeout=3s /ip4/1.2.3.4/tcp/1/p2p/p
      > swarm/connect?arg=%2Fip4%2F1.2.3.4%2Ftcp%2F1%2Fp2p%2Fp&timeout=3s
      < {"Strings":["connect p success"]}
      connect p success
      $ swarm disconnect /p2p/p /p2p/q
      > swarm/disconnect?arg=%2Fp2p%2Fp&arg=%2Fp2p%2Fq
      < {"Strings":["disconnect p success","disconnect q success"]}
      disconnect p success
      disconnect q success
      $ swarm disconnect /p2p/r
      > swarm/disconnect?arg=%2Fp2p%2Fr
      < {"Strings":["disconnect r failure: conn not found"]}
      disconnect r failure: conn not found
      ! Error: some connections were not closed
      $ swarm peering add /ip4/1.2.3.4/tcp/1/p2p/p
      > swarm/peering/add?arg=%2Fip4%2F1.2.3.4%2Ftcp%2F1%2Fp2p%2Fp
      < {"ID":"p","Status":"success"}
      add p success
      $ swarm peering ls
      > swarm/peering/ls
      < {"Peers":[{"ID":"p","Addrs":["/ip4/1.2.3.4/tcp/1"]},{"ID":"q","Addrs":[]}]}
      p
      \t/ip4/1.2.3.4/tcp/1
      q
      $ swarm peering ls
      > swarm/peering/ls
      < {"Peers":[]}
      $ swarm peering rm p
      > swarm/peering/rm?arg=p
      < {"ID":"p","Status":"success"}
      remove p success
      $ routing findprovs -n 2 bafkqaaa
      > routing/findprovs?arg=bafkqaaa&num-providers=2
      < {"Extra":"","ID":"p","Responses":null,"Type":0}
      < {"Extra":"","ID":"","Responses":[{"Addrs":["/ip4/1.2.3.4/tcp/1"],"ID":"q"}],"Type":4}
      q
      $ routing findprovs -v bafkqaaa
      > routing/findprovs?arg=bafkqaaa
      < {"Extra":"","ID":"p","Responses":null,"Type":0}
      < {"Extra":"","ID":"p","Responses":[{"Addrs":null,"ID":"r"},{"Addrs":null,"ID":"s"}],"Type":1}
      < {"Extra":"no answer","ID":"r","Responses":null,"Type":3}
      < {"Extra":"","ID":"","Responses":[{"Addrs":["/ip4/1.2.3.4/tcp/1"],"ID":"q"}],"Type":4}
      * querying p
      * p says use r s
      error: r: no answer
      provider: q
      \t/ip4/1.2.3.4/tcp/1
      $ routing findpeer q
      > routing/findpeer?arg=q
      < {"Extra":"","ID":"","Responses":[{"Addrs":["/ip4/1.2.3.4/tcp/1","/ip4/1.2.3.4/tcp/2"],"ID":"q"}],"Type":2}
      /ip4/1.2.3.4/tcp/1
      /ip4/1.2.3.4/tcp/2
      $ routing provide bafkqaaa bafkqaab
      > routing/provide?arg=bafkqaaa&arg=bafkqaab
      < {"Extra":"","ID":"p","Responses":null,"Type":0}
      $ routing provide -v bafkqaaa
      > routing/provide?arg=bafkqaaa
      < {"Extra":"","ID":"p","Responses":null,"Type":0}
      * querying p
      $ provide stat bafkqaaa
      > provide/stat?arg=bafkqaaa
      < {"Sweep":{},"Legacy":null,"FullRT":false,"Key":{"Cid":"bafkqaaa","Waiting":false,"Announced":"2026-01-02T03:04:05Z","Holders":20,"Next":"0001-01-01T00:00:00Z"}}
      CID:                 bafkqaaa
      Announced:           2026-01-02T03:04:05Z
      Record holders:      20
      Next:                N/A
      $ provide stat --lan
      > provide/stat?lan=true
      < {"Sweep":{"connectivity":{"status":"online"},"queues":{"pending_key_provides":3,"pending_region_provides":1,"pending_region_reprovides":2},"schedule":{"keys":7},"network":{"avg_holders":19}},"Legacy":null,"FullRT":false}
      Status:              online
      Provide queue:       3 CIDs, 1 regions
      Reprovide queue:     2 regions
      CIDs scheduled:      7
      Regions scheduled:   N/A
      Avg record holders:  19
      Ongoing provides:    0 CIDs, 0 regions
      Ongoing reprovides:  0 CIDs, 0 regions
      Total CIDs provided: 0
      $ routing get /ipns/p
      > routing/get?arg=%2Fipns%2Fp
      < {"Extra":"dGhlIGJ5dGVzCg==","ID":"","Responses":null,"Type":5}
      the bytes
      $ routing put --allow-offline /ipns/p -
      > routing/put?arg=%2Fipns%2Fp&allow-offline=true
      < {"Extra":"","ID":"self","Responses":null,"Type":5}
      self
      $ bootstrap
      > bootstrap
      < {"Peers":["/ip4/1.2.3.4/tcp/2/p2p/q","/ip4/1.2.3.4/tcp/1/p2p/p"]}
      /ip4/1.2.3.4/tcp/1/p2p/p
      /ip4/1.2.3.4/tcp/2/p2p/q
      $ bootstrap list
      > bootstrap/list
      < {"Peers":null}
      $ bootstrap list
      > bootstrap/list
      < {"Peers":["/ip4/1.2.3.4/tcp/1/p2p/p"]}
      /ip4/1.2.3.4/tcp/1/p2p/p
      $ bootstrap add /ip4/1.2.3.4/tcp/1/p2p/p
      > bootstrap/add?arg=%2Fip4%2F1.2.3.4%2Ftcp%2F1%2Fp2p%2Fp
      < {"Peers":["/ip4/1.2.3.4/tcp/1/p2p/p"]}
      added /ip4/1.2.3.4/tcp/1/p2p/p
      $ bootstrap rm /p2p/p
      > bootstrap/rm?arg=%2Fp2p%2Fp
      < {"Peers":["/ip4/1.2.3.4/tcp/1/p2p/p"]}
      removed /ip4/1.2.3.4/tcp/1/p2p/p
      $ bootstrap rm --all
      > bootstrap/rm?all=true
      < {"Peers":[]}
      $ bootstrap rm all
      > bootstrap/rm/all
      < {"Peers":["/ip4/1.2.3.4/tcp/1/p2p/p"]}
      removed /ip4/1.2.3.4/tcp/1/p2p/p
      $ bitswap stat
      > bitswap/stat
      < {"Wantlist":[{"/":"bafyA"}],"Peers":["p","q"],"BlocksReceived":3,"DataReceived":4096,"DupBlksReceived":1,"DupDataReceived":9,"MessagesReceived":4,"BlocksSent":2,"DataSent":2048}
      bitswap status
      \tblocks received: 3
      \tblocks sent: 2
      \tdata received: 4096
      \tdata sent: 2048
      \tdup blocks received: 1
      \tdup data received: 9
      \twantlist [1 keys]
      \t\tbafyA
      \tpartners [2]
      $ stats bitswap -v --human
      > stats/bitswap
      < {"Wantlist":[],"Peers":["p"],"BlocksReceived":0,"DataReceived":4096,"DupBlksReceived":0,"DupDataReceived":0,"MessagesReceived":0,"BlocksSent":0,"DataSent":0}
      bitswap status
      \tblocks received: 0
      \tblocks sent: 0
      \tdata received: 4.00 KiB
      \tdata sent: 0 B
      \tdup blocks received: 0
      \tdup data received: 0 B
      \twantlist [0 keys]
      \tpartners [1]
      \t\tp
      $ stats bw --poll --interval=2s
      > stats/bw?poll=true&interval=2s
      < {"TotalIn":4096,"TotalOut":7,"RateIn":1.5,"RateOut":0.0}
      Bandwidth
      TotalIn: 4.00 KiB
      TotalOut: 7 B
      RateIn: 1 B/s
      RateOut: 0 B/s
      $ stats repo --size-only
      > stats/repo?size-only=true
      < {"RepoSize":9,"StorageMax":10}
      RepoSize:   9
      StorageMax: 10
      $ bitswap ledger 12D3
      > bitswap/ledger?arg=12D3
      < {"Peer":"12D3","Value":1.5,"Sent":30,"Recv":19,"Exchanged":4}
      Ledger for 12D3
      Debt ratio:\t1.500000
      Exchanges:\t4
      Bytes sent:\t30
      Bytes received:\t19

      $ version deps
      > version/deps
      < {"Path":"jackson-core","Version":"3.0.2","ReplacedBy":"","Sum":""}
      < {"Path":"odd","Version":"","ReplacedBy":"","Sum":""}
      jackson-core@3.0.2
      odd
      $ bitswap wantlist
      > bitswap/wantlist
      < {"Keys":[{"/":"bafyA"},{"/":"bafyB"}]}
      bafyA
      bafyB
      $ id
      > id
      < {"ID":"12D3","PublicKey":"CAES","Addresses":["/ip4/1.2.3.4/tcp/1","/ip6/::1/tcp/1"],"AgentVersion":"cairn/0.1.0","Protocols":null}
      {
      \t"ID": "12D3",
      \t"PublicKey": "CAES",
      \t"Addresses": [
      \t\t"/ip4/1.2.3.4/tcp/1",
      \t\t"/ip6/::1/tcp/1"
      \t],
      \t"AgentVersion": "cairn/0.1.0",
      \t"Protocols": null
      }
      $ id -f '<id> <aver> <pubkey>\\n<addrs> <protocols>\\n' --timeout=2s 12D3
      > id?arg=12D3&timeout=2s
      < {"ID":"12D3","PublicKey":"CAES","Addresses":["a","b"],"AgentVersion":"cairn","Protocols":["/id"]}
      12D3 cairn CAES
      a
      b /id
      $ ping -n 2 12D3
      > ping?arg=12D3&count=2
      < {"Success":true,"Time":0,"Text":"PING 12D3."}
      < {"Success":true,"Time":1500000,"Text":""}
      < {"Success":false,"Time":0,"Text":""}
      < {"Success":true,"Time":0,"Text":"Average latency: 1.50ms"}
      PING 12D3.
      Pong received: time=1.50 ms
      Average latency: 1.50ms
      $ shutdown
      > shutdown
      """;

  private KuboDialogues() {}
}
