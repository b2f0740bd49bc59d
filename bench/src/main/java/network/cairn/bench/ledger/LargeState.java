package network.cairn.bench.ledger;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import network.cairn.ledger.engine.BlockExecution;
import network.cairn.ledger.engine.ValidatorKeys;
import network.cairn.ledger.rules.StateKeys;
import network.cairn.ledger.state.Jmt;
import network.cairn.ledger.store.Snapshot;
import network.cairn.ledger.store.StateStore;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.types.TxBody;
import network.cairn.proto.ledger.AccountRecord;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.Counters;
import network.cairn.proto.ledger.Pools;
import network.cairn.proto.ledger.ProviderRecord;
import network.cairn.proto.ledger.ResidueCount;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledger.SetStatus;
import network.cairn.proto.ledger.Slot;
import network.cairn.proto.ledger.SlotState;

/// A state of height 0 with agreements and live sets in it, as records that the rules could have
/// written. The same words give the same bytes.
///
/// @param agreements each with one slot, or as many as `copies`
/// @param copies live sets of an agreement
/// @param due live sets that close at each height from 2 on
/// @param last whether a close is a set's last, and so the agreement's end
record LargeState(int agreements, int copies, int due, boolean last) {
  private static final int CLIENTS = 1_000;
  private static final int PROVIDERS = 300;
  private static final int TERM = 30;
  private static final int FIRST_CLOSE = 2;
  private static final long PERIOD = 17_280;

  /// Entries of the state, and the bytes of their keys and values.
  record Size(long entries, long bytes) {}

  static Genesis genesis(ValidatorKeys keys) {
    return genesis(keys, address("treasury", 0));
  }

  /// @param treasury has all money, but what the records of [#write] have
  static Genesis genesis(ValidatorKeys keys, Address treasury) {
    Params dev = Params.defaults(Profile.DEV);
    Params wide =
        new Params(
            dev.blockIntervalMs(),
            PERIOD,
            720,
            dev.windDown(),
            dev.failAfter(),
            4_320,
            dev.bountyHold(),
            dev.unbonding(),
            dev.keepClosed(),
            10_000,
            100_000,
            dev.minBond(),
            dev.minRate(),
            dev.minCollateral(),
            dev.agreementDeposit(),
            dev.slotDeposit(),
            dev.newAccountFee(),
            dev.proofFee(),
            dev.bytePrice(),
            dev.fees());
    return new Genesis(
        "cairn-dev-bench",
        Instant.parse("2026-01-01T00:00:00Z").toEpochMilli(),
        List.of(new Genesis.Validator(keys.validatorKey(), 1, keys.beaconKey())),
        wide,
        List.of(new Genesis.Allocation(treasury, Amount.SUPPLY)));
  }

  static Address address(String kind, int number) {
    byte[] bytes = new byte[Address.SIZE];
    new SplittableRandom(kind.hashCode() * 31L + number).nextBytes(bytes);
    return new Address(ByteString.copyFrom(bytes));
  }

  /// Writes genesis and the records in steps of one commit each, all of height 0.
  Size write(Genesis genesis, StateStore store) {
    StateStore.Change first = BlockExecution.genesis(genesis);
    store.commit(first);
    Batch batch = new Batch(store, first);
    accounts(batch);
    Map<Long, Long> residues = new TreeMap<>();
    for (int i = 0; i < agreements; i++) {
      agreement(batch, i, residues);
      batch.flushIfLarge();
    }
    residues.forEach((residue, live) ->
        batch.put(StateKeys.residue(residue), ResidueCount.newBuilder().setLive(live).build()));
    batch.put(
        StateKeys.counters(),
        Counters.newBuilder()
            .setAgreement(agreements)
            .setSet((long) agreements * copies)
            .setMark(ByteString.copyFrom(new byte[] {1}))
            .build());
    batch.put(
        StateKeys.pools(),
        Pools.newBuilder()
            .setSupply(Amount.SUPPLY.encode())
            .setRepairFund(Amount.ofCairn(1).encode())
            .build());
    batch.flush();
    return size(store);
  }

  static Size size(StateStore store) {
    long[] sum = new long[2];
    try (Snapshot state = store.snapshot()) {
      state.scan(
          new byte[1],
          new byte[] {(byte) 0xff},
          (key, value) -> {
            sum[0]++;
            sum[1] += key.length + value.length;
            return true;
          });
    }
    return new Size(sum[0], sum[1]);
  }

  private static void accounts(Batch batch) {
    for (int i = 0; i < CLIENTS; i++) {
      batch.put(StateKeys.account(address("client", i)), account());
    }
    for (int i = 0; i < PROVIDERS; i++) {
      Address operator = address("provider", i);
      batch.put(StateKeys.account(operator), account());
      batch.put(
          StateKeys.provider(operator),
          ProviderRecord.newBuilder()
              .setProvider(operator.bytes())
              .setPayout(operator.bytes())
              .setPeerId(ByteString.copyFrom(random(i, 38)))
              .setBond(Amount.ofCairn(2_000_000).encode())
              .setReserved(Amount.ofCairn(1_000_000).encode())
              .setRegisteredHeight(1)
              .build());
    }
  }

  private static AccountRecord account() {
    return AccountRecord.newBuilder()
        .setBalance(Amount.ofCairn(1_000).encode())
        .addAllNonces(Collections.nCopies(TxBody.LANES, 1L))
        .build();
  }

  private static byte[] random(long seed, int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private void agreement(Batch batch, int index, Map<Long, Long> residues) {
    long id = index + 1L;
    AgreementRecord.Builder agreement =
        AgreementRecord.newBuilder()
            .setId(id)
            .setClient(address("client", index % CLIENTS).bytes())
            .setRoot(ByteString.copyFrom(random(id, 36)))
            .setPiece(ByteString.copyFrom(random(-id, 39)))
            .setCeiling(Amount.ofPebbles(1_000_000_000).encode())
            .setTerm(TERM)
            .setMultiplier(1)
            .setFillUntil(100)
            .setCreatedHeight(1)
            .setSlotRent(Amount.ofPebbles(30_000_000_000L).encode())
            .setCollateral(Amount.ofCairn(1).encode())
            .setDeposit(Amount.ofPebbles(1_000_000_000L).encode())
            .setEscrow(Amount.ofPebbles(1_000_000_000L).encode());
    for (int slot = 0; slot < copies; slot++) {
      long set = (long) index * copies + slot + 1;
      agreement.addSlots(Slot.newBuilder().setState(SlotState.SLOT_SET).setId(set)).addSets(set);
      set(batch, id, slot, set, residues);
    }
    batch.put(StateKeys.agreement(id), agreement.build());
  }

  private void set(Batch batch, long agreement, int slot, long id, Map<Long, Long> residues) {
    long deadline = FIRST_CLOSE + (id - 1) / due;
    long period = last ? TERM : 3;
    long opened = deadline - period * PERIOD;
    long residue = Math.floorMod(opened, PERIOD);
    residues.merge(residue, 1L, Long::sum);
    byte[] bits = new byte[(int) ((period + 7) / 8)];
    Arrays.fill(bits, (byte) 0xff);
    bits[bits.length - 1] = (byte) ((1 << ((period - 1) % 8 + 1)) - 1);
    batch.put(
        StateKeys.set(id),
        SetRecord.newBuilder()
            .setId(id)
            .setAgreement(agreement)
            .setSlot(slot)
            .setProvider(address("provider", (int) (id % PROVIDERS)).bytes())
            .setStatus(SetStatus.STATUS_LIVE)
            // Periods go on from a height that this chain's own begin would be too late for.
            .setOpenedHeight(opened + TERM * PERIOD)
            .setEndPeriod(TERM)
            .setPeriod(period)
            .setRate(Amount.ofPebbles(1_000_000_000).encode())
            .setCollateral(Amount.ofCairn(1).encode())
            .setEscrow(Amount.ofPebbles(28_000_000_000L).encode())
            .setPieceRoot(ByteString.copyFrom(random(-agreement, 32)))
            .setPieceHeight(20)
            .setLeafCount(1 << 20)
            .setBits(ByteString.copyFrom(bits))
            .setProven(period - 1)
            .build());
    batch.mark(StateKeys.calendar(deadline, 1, id));
  }

  /// Writes of one commit.
  private static final class Batch {
    private static final int MOST = 2_000_000;
    private final StateStore store;
    private final StateStore.Change first;
    private TreeMap<byte[], Optional<byte[]>> writes = new TreeMap<>(Arrays::compareUnsigned);

    Batch(StateStore store, StateStore.Change first) {
      this.store = store;
      this.first = first;
    }

    void put(byte[] key, Message value) {
      writes.put(key, Optional.of(value.toByteArray()));
    }

    void mark(byte[] key) {
      writes.put(key, Optional.of(ByteBuffer.allocate(1).put((byte) 1).array()));
    }

    void flushIfLarge() {
      if (writes.size() >= MOST) {
        flush();
      }
    }

    void flush() {
      try (Snapshot state = store.snapshot()) {
        Jmt.Update update = Jmt.update(state, writes);
        store.commit(
            new StateStore.Change(
                first.head().toBuilder().setAppHash(ByteString.copyFrom(update.root())).build(),
                writes,
                update.nodes(),
                new ArrayList<>(),
                Map.of()));
      }
      writes = new TreeMap<>(Arrays::compareUnsigned);
    }
  }
}
