package network.cairn.ledger.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.ledger.engine.LedgerMetrics;
import network.cairn.ledger.engine.embedded.EmbeddedEngine;
import network.cairn.ledger.engine.embedded.TestChain;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.store.BlockLog;
import network.cairn.ledger.store.LmdbStateStore;
import network.cairn.proto.ics23.CommitmentProof;
import network.cairn.proto.ledger.AgreementRecord;
import network.cairn.proto.ledger.ChainRecord;
import network.cairn.proto.ledger.Params;
import network.cairn.proto.ledger.SetRecord;
import network.cairn.proto.ledgerapi.Entry;
import network.cairn.proto.ledgerapi.Receipt;
import network.cairn.testing.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A receipt verifies iff its claims are in the proved state (docs/protocol.md §11, 12).
final class ReceiptPropertyTest {
  @TempDir private Path folder;
  private final NetworkFile network =
      NetworkFile.of(TestChain.genesis(), URI.create("http://127.0.0.1:1"));
  private EmbeddedEngine engine;
  private LocalLedger ledger;
  private long agreement;

  @BeforeEach
  void open() {
    engine =
        new EmbeddedEngine(
            TestChain.genesis(),
            TestChain.keys(),
            LmdbStateStore.open(folder.resolve("state")),
            BlockLog.open(folder.resolve("blocks")),
            TestChain.ticking(),
            LedgerMetrics.none());
    ledger = new LocalLedger(engine);
    agreement = new Deal(engine).open();
    engine.step();
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private void steps(int count) {
    for (int i = 0; i < count; i++) {
      engine.step();
    }
  }

  private Receipt receipt() throws InvalidProtocolBufferException {
    return Receipt.parseFrom(Receipts.build(ledger, agreement).orElseThrow());
  }

  private void assertRefused(Message forged, String what) {
    assertThatThrownBy(() -> Receipts.verify(forged.toByteString(), network))
        .as(what)
        .isInstanceOf(InvalidReceipt.class)
        .message()
        .isNotEmpty();
  }

  @Test
  void saysWhatIsInStateThroughoutTheLifeOfASet() {
    Property.check(
        12,
        random -> {
          steps(random.nextInt(30));
          Receipts.Proven proven =
              Receipts.verify(Receipts.build(ledger, agreement).orElseThrow(), network);
          assertThat(proven.height()).isEqualTo(engine.head().getHeight() - 1);
          network.cairn.ledger.records.AgreementRecord record =
              engine
                  .readAt(proven.height(), state -> new LedgerView(state).agreement(agreement))
                  .orElseThrow()
                  .orElseThrow();
          assertThat(proven.agreement()).isEqualTo(record);
          Optional<network.cairn.ledger.records.SetRecord> set =
              engine
                  .readAt(
                      proven.height(), state -> new LedgerView(state).set(record.sets().getFirst()))
                  .orElseThrow();
          assertThat(proven.slots().get(1).set()).isEqualTo(set);
          assertThat(proven.slots().get(1).provenPeriods()).isEqualTo(set.orElseThrow().proven());
        });
  }

  @Test
  void isRefusedWhicheverFieldIsChanged() throws Exception {
    steps(45);
    Receipt good = receipt();
    Receipts.verify(good.toByteString(), network);
    List<Mutant> mutants = new ArrayList<>();
    mutate("receipt", good, mutants);
    assertThat(mutants).hasSizeGreaterThan(100);
    for (Mutant mutant : mutants) {
      assertRefused(mutant.message(), mutant.what());
    }
  }

  @Test
  void isRefusedWhicheverFieldOfARecordIsChanged() throws Exception {
    steps(45);
    Receipt good = receipt();
    int forged = 0;
    for (Mutant m : of(AgreementRecord.parseFrom(good.getAgreement().getValue()))) {
      Entry entry = good.getAgreement().toBuilder().setValue(m.message().toByteString()).build();
      assertRefused(good.toBuilder().setAgreement(entry).build(), "agreement " + m.what());
      forged++;
    }
    for (Mutant m : of(SetRecord.parseFrom(good.getSets(0).getValue()))) {
      Entry entry = good.getSets(0).toBuilder().setValue(m.message().toByteString()).build();
      assertRefused(good.toBuilder().setSets(0, entry).build(), "set " + m.what());
      forged++;
    }
    for (Mutant m : of(ChainRecord.parseFrom(good.getChain().getValue()))) {
      Entry entry = good.getChain().toBuilder().setValue(m.message().toByteString()).build();
      assertRefused(good.toBuilder().setChain(entry).build(), "chain " + m.what());
      forged++;
    }
    for (Mutant m : of(Params.parseFrom(good.getParams().getValue()))) {
      Entry entry = good.getParams().toBuilder().setValue(m.message().toByteString()).build();
      assertRefused(good.toBuilder().setParams(entry).build(), "params " + m.what());
      forged++;
    }
    assertThat(forged).isGreaterThan(60);
  }

  @Test
  void isRefusedWhicheverFieldOfAProofIsChanged() throws Exception {
    Receipt good = receipt();
    List<Mutant> mutants = of(CommitmentProof.parseFrom(good.getAgreement().getProof()));
    assertThat(mutants).hasSizeGreaterThan(10);
    for (Mutant m : mutants) {
      Entry entry = good.getAgreement().toBuilder().setProof(m.message().toByteString()).build();
      assertRefused(good.toBuilder().setAgreement(entry).build(), m.what());
    }
  }

  @Test
  void isRefusedWhenPartsAreOfAnotherHeight() throws Exception {
    Receipt early = receipt();
    steps(45);
    Receipt late = receipt();
    for (FieldDescriptor field : late.getAllFields().keySet()) {
      Object old = early.getField(field);
      if (!old.equals(late.getField(field))) {
        assertRefused(late.toBuilder().setField(field, old).build(), "an older " + field.getName());
      }
    }
    Receipt stale = late.toBuilder().setNext(early.getNext()).setHeight(early.getHeight()).build();
    assertRefused(stale, "later records under an earlier header");
  }

  /// A message that differs from the good one in one field.
  private record Mutant(String what, Message message) {}

  private static List<Mutant> of(Message good) {
    List<Mutant> mutants = new ArrayList<>();
    mutate(good.getDescriptorForType().getName(), good, mutants);
    return mutants;
  }

  private static void mutate(String path, Message good, List<Mutant> into) {
    for (FieldDescriptor field : good.getDescriptorForType().getFields()) {
      String name = path + "." + field.getName();
      if (field.isRepeated()) {
        repeated(name, good, field, into);
      } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
        nested(name, good, field, into);
      } else if (field.getContainingOneof() == null || good.hasField(field)) {
        scalar(name, good, field, into);
      }
    }
  }

  private static void nested(String name, Message good, FieldDescriptor field, List<Mutant> into) {
    if (!good.hasField(field)) {
      return;
    }
    into.add(new Mutant("without " + name, good.toBuilder().clearField(field).build()));
    List<Mutant> inner = new ArrayList<>();
    mutate(name, (Message) good.getField(field), inner);
    inner.forEach(
        m -> into.add(new Mutant(m.what(), good.toBuilder().setField(field, m.message()).build())));
  }

  private static void scalar(String name, Message good, FieldDescriptor field, List<Mutant> into) {
    Object value = good.getField(field);
    if (!value.equals(field.getDefaultValue())) {
      into.add(new Mutant("without " + name, good.toBuilder().clearField(field).build()));
    }
    other(field, value)
        .forEach(o ->
            into.add(new Mutant("another " + name, good.toBuilder().setField(field, o).build())));
  }

  private static void repeated(
      String name, Message good, FieldDescriptor field, List<Mutant> into) {
    int count = good.getRepeatedFieldCount(field);
    for (int i = 0; i < count; i++) {
      Object value = good.getRepeatedField(field, i);
      List<Object> all = new ArrayList<>();
      for (int j = 0; j < count; j++) {
        all.add(good.getRepeatedField(field, j));
      }
      all.remove(i);
      into.add(new Mutant("less of " + name, good.toBuilder().setField(field, all).build()));
      into.add(
          new Mutant("twice " + name, good.toBuilder().addRepeatedField(field, value).build()));
      List<Object> others = new ArrayList<>();
      if (value instanceof Message message) {
        List<Mutant> inner = new ArrayList<>();
        mutate(name + i, message, inner);
        inner.forEach(m -> others.add(m.message()));
      } else {
        others.addAll(other(field, value));
      }
      int at = i;
      others.forEach(o ->
          into.add(
              new Mutant(
                  "another " + name, good.toBuilder().setRepeatedField(field, at, o).build())));
    }
  }

  private static List<Object> other(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case INT -> List.of((int) value + 1);
      case LONG -> List.of((long) value + 1);
      case BOOLEAN -> List.of(!(boolean) value);
      case STRING -> List.of(value + "x");
      case BYTE_STRING -> bytes((ByteString) value);
      case ENUM ->
          List.copyOf(
              field.getEnumType().getValues().stream().filter(v -> !v.equals(value)).toList());
      case FLOAT, DOUBLE, MESSAGE -> List.of();
    };
  }

  private static List<Object> bytes(ByteString value) {
    List<Object> others = new ArrayList<>();
    others.add(value.concat(ByteString.copyFrom(new byte[] {1})));
    if (!value.isEmpty()) {
      byte[] bent = value.toByteArray();
      bent[new Random(bent.length).nextInt(bent.length)] ^= 1;
      others.add(ByteString.copyFrom(bent));
      others.add(value.substring(1));
    }
    return others;
  }
}
