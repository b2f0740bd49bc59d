package network.cairn.cli;

/// Commands about what is kept for pay.
final class CairnDialogues {
  static final String MARKET =
      """
      $ providers
      > providers
      < {"Provider":"tcairn1qpzry9x8gf2tv","Peer":"12D3","Addresses":[],"Price":"10000000000000000","MinBytes":1048576,"MaxBytes":2147483648,"MaxTerm":3650,"PeriodMillis":10000,"Bond":"9","Free":"8000000000000000000","Registered":5,"Sets":2,"Proven":99,"Unproven":1,"Kept":420,"Missed":3,"Failed":1,"Left":0,"Problem":"","Height":9,"Time":"","BlockMillis":0}
      < {"Provider":"tcairn1zzzzzzzzzzzzz","Peer":"12D3","Addresses":[],"Price":"","Bond":"9","Free":"0","Problem":"it takes no new deals"}
      provider   per GiB and day        pieces of                terms up to  proven               free bond
      qpzry9x8   0.01 CAIRN             1.00 MiB to 2.00 GiB     10 h         99 of 100 periods    8 CAIRN
                 since it registered: 420 periods kept, 3 missed; sets: 1 failed, 0 left
      zzzzzzzz   -                      -                        -            nothing yet          0 CAIRN
                 offers nothing now: it takes no new deals
      $ status 7
      > status?arg=7
      < {"Id":7,"Height":50,"Time":"2026-01-01T00:00:00Z","BlockMillis":5000,"ClockAheadMs":-5300,"Root":"bafyA","Piece":"bafyP","Ceiling":"20000000000000000","Term":180,"FillUntil":60,"Deposit":"2500000000000000000","Escrow":"1","TerminatedHeight":0,"ClosedHeight":0,"PeriodMillis":86400000,"EndHeight":414770,"Monthly":"150000000000000000","Paid":"1000000000000000000","Unfilled":"500000000000000000","Gone":false,"Slots":[{"Slot":0,"State":"LIVE","Provider":"tcairn1qpzry9x8gf2tv","Peer":"12D3","Set":4,"Period":2,"EndPeriod":182,"Proven":2,"Unproven":1,"Misses":1,"Rate":"5","Paid":"1000000000000000000","Escrow":"9","Slashed":"0","Deadline":99,"EndHeight":414770,"Ticket":0,"Note":""},{"Slot":1,"State":"FILLING","Provider":"","Peer":"","Set":0,"Period":0,"EndPeriod":0,"Proven":0,"Unproven":0,"Misses":0,"Rate":"0","Paid":"0","Escrow":"0","Slashed":"0","Deadline":0,"EndHeight":0,"Ticket":0,"Note":"provider zzzzzzzz refused: NO_ROOM: full"}]}
      clock       5 s behind the ledger's; set it right
      agreement 7  open  bafyA
        until     2026-01-25 00:00 UTC, in 24 days (height 414770)
        price     0.15 CAIRN for 30 days; at most 0.02 CAIRN per GiB and day
        paid      1 CAIRN so far; the deposit of 2.5 CAIRN comes back at the end
        unfilled  0.5 CAIRN come back if nobody takes the empty copies by 2026-01-01 00:00:50 UTC, in 50 s (height 60)
        copy  state     proven  unproven  paid                   provider   next proof by
        0     live      2       1         1 CAIRN                qpzry9x8   2026-01-01 00:04:05 UTC, in 4 min 5 s
        1     filling   0       0         0 CAIRN                -          -
              provider zzzzzzzz refused: NO_ROOM: full
      $ agreement ls
      > agreement/ls
      < {"Id":7,"ClockAheadMs":4999,"Root":"bafyA","Ceiling":"","Term":1,"Deposit":"","TerminatedHeight":5,"ClosedHeight":0,"EndHeight":80,"Slots":[]}
      < {"Id":8,"Height":90,"Time":"2026-01-01T00:00:00Z","BlockMillis":5000,"Root":"bafyB","Ceiling":"","Term":2,"Deposit":"","TerminatedHeight":5,"ClosedHeight":80,"Gone":true,"Slots":[{"Slot":0,"State":"LOST","Provider":"tcairn1qpzry9x8gf2tv","Paid":"7"}]}
      agreement 7  ending  bafyA
        until     at the latest height 80
        price     - for 30 days; at most - per GiB and day
        paid      - so far; the deposit of - comes back at the end
        copy  state     proven  unproven  paid                   provider   next proof by
      agreement 8  over, last seen 2026-01-01 00:00:00 UTC  bafyB
        until     closed 2025-12-31 23:59:10 UTC
        price     - for 30 days; at most - per GiB and day
        paid      - so far; the deposit of - came back
        copy  state     proven  unproven  paid                   provider   next proof by
        0     lost      0       0         0.000000000000000007 CAIRN qpzry9x8   -
      $ agreement ls --before=9 -n 1
      > agreement/ls?count=1&before=9
      < {"Id":8,"Root":"bafyB","Ceiling":"1","Term":2,"Deposit":"0","TerminatedHeight":0,"ClosedHeight":0,"EndHeight":9,"Monthly":"0","Paid":"0","Unfilled":"0","Slots":[]}
      agreement 8  open  bafyB
        until     height 9
        price     0 CAIRN for 30 days; at most 0.000000000000000001 CAIRN per GiB and day
        paid      0 CAIRN so far; the deposit of 0 CAIRN comes back at the end
        copy  state     proven  unproven  paid                   provider   next proof by
      ! earlier ones: cairn agreement ls --before 8
      $ agreement show 8
      > agreement/show?arg=8
      < {"Id":8,"Root":"bafyB","Ceiling":"1","Term":2,"Deposit":"0","TerminatedHeight":0,"ClosedHeight":0,"EndHeight":9,"Monthly":"0","Paid":"0","Unfilled":"0","Slots":[]}
      agreement 8  open  bafyB
        until     height 9
        price     0 CAIRN for 30 days; at most 0.000000000000000001 CAIRN per GiB and day
        paid      0 CAIRN so far; the deposit of 0 CAIRN comes back at the end
        copy  state     proven  unproven  paid                   provider   next proof by
      $ agreement terminate --yes 8
      > agreement/terminate?arg=8
      < {"Id":8}
      agreement 8 is ending
      $ receipt get 8
      > receipt/get?arg=8
      < the receipt
      the receipt
      $ wallet balance cairn1x
      > wallet/balance?arg=cairn1x
      < {"Address":"cairn1x","Balance":"12500000000000000000","Height":3}
      12.5 CAIRN
      $ wallet balance
      > wallet/balance
      < {"Address":"cairn1x","Balance":"-5","Height":3}
      ! Error: the daemon answered "-5" for an amount
      $ wallet transfer cairn1x 2.5
      > wallet/transfer?arg=cairn1x&arg=2.5
      < {"To":"cairn1x","Amount":"2500000000000000000","Height":77}
      sent 2.5 CAIRN to cairn1x (height 77)
      $ ledger status
      > ledger/status
      < {"ChainId":"cairn-dev","Height":9,"GenesisHash":"00ff","Time":"2026-01-01T00:00:00Z","Url":"http://127.0.0.1:5101","ClockAheadMs":600100}
      ChainId     cairn-dev
      Height      9
      GenesisHash 00ff
      Time        2026-01-01T00:00:00Z
      Url         http://127.0.0.1:5101
      clock       10 min ahead of the ledger's; set it right
      """;

  static final String PROVIDER =
      """
      $ provider status
      > provider/status
      < {"Height":50,"SeenAt":"2026-01-01T10:00:00Z","DownSince":"2026-01-01T10:07:00Z","ClockAheadMs":-61500,"Operator":"cairn1o","Registered":true,"Payout":"cairn1w","Bond":"3000000000000000000","Reserved":"1000000000000000000","Free":"2000000000000000000","Bearable":"500000000000000000","Unbonding":[{"Unbonding":5,"Amount":"7000000000000000000","Height":70,"At":"2026-01-22T10:00:00Z"}],"Taking":true,"Leaving":false,"Price":"20000000000000000","Capacity":2199023255552,"Stored":1073741824,"Unfinished":1048576,"DiskFree":1099511627776,"Fills":1,"Sets":[{"Set":4,"Agreement":7,"Slot":0,"Piece":"bafyP","Bytes":9,"Period":2,"EndPeriod":182,"Proven":2,"Unproven":0,"Income":"500000000000000000","Status":"LIVE","EndsAt":"2026-07-01T10:00:00Z","NextDeadline":99,"DeadlineAt":"2026-01-02T10:00:00Z","IsProven":true,"Live":true},{"Set":5,"Agreement":7,"Slot":1,"Piece":"bafyP","Bytes":9,"Period":3,"EndPeriod":182,"Proven":2,"Unproven":1,"Income":"0","Status":"LIVE","EndsAt":"2026-07-01T10:00:00Z","NextDeadline":100,"DeadlineAt":"2026-01-02T10:05:00Z","IsProven":false,"Live":true},{"Set":6,"Agreement":6,"Slot":1,"Piece":"bafyQ","Bytes":9,"Period":9,"EndPeriod":9,"Proven":9,"Unproven":0,"Income":"1","Status":"FAILED","NextDeadline":0,"IsProven":true,"Live":false}],"Paid":"490000000000000000","Slashed":"600000000000000000","Missed":4,"Failed":1,"Months":[{"Month":"2025-12","Paid":"90000000000000000"},{"Month":"2026-01","Paid":"400000000000000000"}],"History":[{"At":"2026-01-01T09:00:00Z","Height":40,"Kind":"FAILED","Amount":"600000000000000000","Text":"set 6 has FAILED"}],"Warnings":["the clock is behind"]}
      operator    cairn1o
      ledger      cannot be reached since 2026-01-01 10:07 UTC; this is what it said at height 50, 2026-01-01 10:00 UTC
      clock       1 min 1 s behind the ledger's; set it right
      payout      cairn1w
      bond        3 CAIRN, reserved 1 CAIRN, free 2 CAIRN, of which sets may take 0.5 CAIRN so far
      unbonding   7 CAIRN, paid about 2026-01-22 10:00 UTC (height 70)
      storage     1.00 GiB of 2.00 TiB, unfinished transfers 1.00 MiB, free on the disk 1.00 TiB
      deals       taking new ones: true, price 0.02 CAIRN per GiB and day, fills under way 1
      earned      0.49 CAIRN after the ledger's fee (2026-01: 0.4 CAIRN, 2025-12: 0.09 CAIRN)
      lost        0.6 CAIRN by slashes, 4 periods not proven, 1 sets failed
      set    agreement  period    proven   unproven  earned                       next deadline                                 ends
      4      7          2/182     2        0         0.5 CAIRN                    2026-01-02 10:00 UTC (height 99) proven       2026-07-01 10:00 UTC
      5      7          3/182     2        1         0 CAIRN                      2026-01-02 10:05 UTC (height 100)             2026-07-01 10:00 UTC
      6      6          9/9       9        0         0.000000000000000001 CAIRN   failed
      2026-01-01 09:00 UTC  set 6 has FAILED
      warning: the clock is behind
      $ provider register --bond=5 --payout=cairn1x
      > provider/register?bond=5&payout=cairn1x
      < {"Height":1,"Operator":"cairn1o","Registered":false,"Taking":false,"Capacity":0,"Stored":0,"Fills":0,"Sets":[],"Warnings":[]}
      operator    cairn1o  (not registered)
      storage     0 B of 0 B, free on the disk 0 B
      deals       taking new ones: false, price - per GiB and day, fills under way 0
      earned      - after the ledger's fee
      lost        - by slashes, 0 periods not proven, 0 sets failed
      set    agreement  period    proven   unproven  earned                       next deadline                                 ends
      $ provider bond add 2
      > provider/bond/add?arg=2
      < {"Amount":"2000000000000000000","Unbonding":0}
      bonded 2 CAIRN
      $ provider bond withdraw 10pebbles
      > provider/bond/withdraw?arg=10pebbles
      < {"Amount":"10","Unbonding":3,"Height":70,"At":"2026-01-22T10:00:00Z"}
      unbonding 3 of 0.00000000000000001 CAIRN, paid about 2026-01-22 10:00 UTC (height 70)
      $ provider bond withdraw --all
      > provider/bond/withdraw?all=true
      < {"Amount":"3000000000000000000","Unbonding":4,"Height":71,"At":"2026-01-22T10:01:00Z"}
      unbonding 4 of 3 CAIRN, paid about 2026-01-22 10:01 UTC (height 71)
      $ provider leave
      > provider/leave
      < {"Height":51,"Operator":"cairn1o","Registered":true,"Payout":"cairn1w","Bond":"1","Reserved":"1","Free":"0","Leaving":true,"Price":"2","Paid":"0","Slashed":"0"}
      operator    cairn1o  (leaving: the bond is withdrawn when no set is live any more)
      payout      cairn1w
      bond        0.000000000000000001 CAIRN, reserved 0.000000000000000001 CAIRN, free 0 CAIRN
      storage     0 B of 0 B, free on the disk 0 B
      deals       taking new ones: false, price 0.000000000000000002 CAIRN per GiB and day, fills under way 0
      earned      0 CAIRN after the ledger's fee
      lost        0 CAIRN by slashes, 0 periods not proven, 0 sets failed
      set    agreement  period    proven   unproven  earned                       next deadline                                 ends
      $ provider taking false
      > provider/taking?arg=false
      < {"Taking":false}
      taking new deals: false
      $ provider terminate --yes 4
      > provider/terminate?arg=4
      < {"Set":4}
      left set 4
      """;

  private CairnDialogues() {}
}
