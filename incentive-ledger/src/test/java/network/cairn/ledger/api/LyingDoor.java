package network.cairn.ledger.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import network.cairn.proto.comet.LightBlock;
import network.cairn.proto.ledgerapi.EventItem;
import network.cairn.proto.ledgerapi.GenesisReply;
import network.cairn.proto.ledgerapi.GetReply;
import network.cairn.proto.ledgerapi.OwnedReply;
import network.cairn.proto.ledgerapi.ScanReply;
import network.cairn.proto.ledgerapi.StatusReply;
import network.cairn.proto.ledgerapi.SubmitRequest;
import network.cairn.proto.ledgerapi.TxReply;

/// A ledger's door, or whoever sits before it, that lies as a test says: it sees every request and
/// gives any answer. An attack is one [Lie]; those that are here are parts of others. Thread-safe
/// if its lie is.
public final class LyingDoor implements LedgerTransport {
  private static final Map<String, Parser<? extends Message>> FORMS =
      Map.of(
          "status", StatusReply.parser(),
          "submit", TxReply.parser(),
          "tx", TxReply.parser(),
          "get", GetReply.parser(),
          "scan", ScanReply.parser(),
          "owned", OwnedReply.parser(),
          "light-block", LightBlock.parser(),
          "genesis", GenesisReply.parser());

  private volatile LedgerService ledger;
  private volatile Lie lie = LyingDoor::answer;

  public LyingDoor(LedgerClient ledger) {
    this.ledger = new LedgerService(ledger);
  }

  /// What the door does with a request.
  @FunctionalInterface
  public interface Lie {
    /// @param door whose ledger tells the truth
    /// @throws IOException if the answer gets lost
    Reply answer(LyingDoor door, String name, byte[] request) throws IOException;
  }

  /// What the ledger itself answers.
  public Reply answer(String name, byte[] request) {
    return ledger.answer(name, request);
  }

  public void lie(Lie now) {
    lie = now;
  }

  public void honest() {
    lie = LyingDoor::answer;
  }

  /// Another ledger takes this one's place, as one that was restored from a backup.
  public void replace(LedgerClient other) {
    ledger = new LedgerService(other);
  }

  @Override
  public Reply post(String name, byte[] body, Duration timeout) throws IOException {
    return lie.answer(this, name, body);
  }

  @Override
  public void close() {}

  public static Reply ok(Message message) {
    return new Reply(200, message.toByteArray());
  }

  /// Changes the good answers to one call.
  public static <M extends Message> Lie changing(
      String call, Parser<M> form, UnaryOperator<M> change) {
    return (door, name, request) -> {
      Reply truth = door.answer(name, request);
      return name.equals(call) && truth.status() == 200
          ? ok(change.apply(form.parseFrom(truth.body())))
          : truth;
    };
  }

  /// Lies at random while a condition holds: takes transactions and keeps them for later, says that
  /// they are done or refused, repeats old answers, changes any field, drops entries, gives wrong
  /// heights, loses answers, hides what there is.
  public static Lie random(RandomGenerator random, BooleanSupplier lying) {
    return new RandomLie(random, lying);
  }

  private static final class RandomLie implements Lie {
    private static final int REMEMBERED = 200;

    private final RandomGenerator random;
    private final BooleanSupplier lying;
    private final List<byte[]> held = new ArrayList<>();
    private final Map<String, List<Reply>> old = new java.util.HashMap<>();

    RandomLie(RandomGenerator random, BooleanSupplier lying) {
      this.random = random;
      this.lying = lying;
    }

    @Override
    public Reply answer(LyingDoor door, String name, byte[] request) throws IOException {
      if (!lying.getAsBoolean()) {
        return door.answer(name, request);
      }
      int kind;
      synchronized (this) {
        kind = random.nextInt(10);
        if (!held.isEmpty() && random.nextInt(4) == 0) {
          door.answer("submit", waitless(held.removeFirst()));
        }
      }
      if (name.equals("submit") && kind < 8) {
        return submission(door, request, kind % 5);
      }
      return switch (kind) {
        case 0 -> throw new IOException("lost");
        case 1 -> new Reply(404, new byte[0]);
        case 2 -> new Reply(503, new byte[0]);
        case 3 -> repeated(name, door.answer(name, quick(name, request)));
        case 4, 5, 6 -> changed(name, door.answer(name, quick(name, request)));
        default -> remembered(name, door.answer(name, quick(name, request)));
      };
    }

    /// Nobody waits for a block here: whoever makes them may wait for the caller.
    private static byte[] quick(String name, byte[] request) throws IOException {
      return name.equals("submit") ? waitless(request) : request;
    }

    private static byte[] waitless(byte[] submit) throws InvalidProtocolBufferException {
      return SubmitRequest.parseFrom(submit).toBuilder()
          .setWaitCommitted(false)
          .build()
          .toByteArray();
    }

    private Reply submission(LyingDoor door, byte[] request, int kind) throws IOException {
      TxReply said = TxReply.parseFrom(door.answer("status", new byte[0]).body());
      TxReply.Builder lie = TxReply.newBuilder().setBodyId(said.getBodyId());
      synchronized (this) {
        switch (kind) {
          case 0 -> held.add(request);
          case 1 -> lie.setHeight(1 + random.nextInt(1_000)).setData(id());
          case 2 -> {
            held.add(request);
            lie.setCode(2).setReason("WRONG_NONCE");
          }
          case 3 -> {
            door.answer("submit", waitless(request));
            lie.setCode(2).setReason("FEE_NOT_COVERED");
          }
          default -> lie.setHeight(Long.MAX_VALUE).setData(id());
        }
      }
      return ok(lie.build());
    }

    private ByteString id() {
      return ByteString.copyFrom(
          java.nio.ByteBuffer.allocate(8).putLong(1 + random.nextInt(4)).array());
    }

    private synchronized Reply remembered(String name, Reply truth) {
      List<Reply> list = old.computeIfAbsent(name, _ -> new ArrayList<>());
      if (list.size() < REMEMBERED) {
        list.add(truth);
      } else {
        list.set(random.nextInt(REMEMBERED), truth);
      }
      return truth;
    }

    private synchronized Reply repeated(String name, Reply truth) {
      List<Reply> list = old.getOrDefault(name, List.of());
      return list.isEmpty() ? truth : list.get(random.nextInt(list.size()));
    }

    private synchronized Reply changed(String name, Reply truth) throws IOException {
      if (truth.status() != 200) {
        return truth;
      }
      if (name.equals("events")) {
        return ok(
            EventItem.newBuilder().setHeight(Long.MAX_VALUE).setIndex(random.nextInt()).build());
      }
      Message.Builder message =
          Optional.ofNullable(FORMS.get(name)).orElseThrow().parseFrom(truth.body()).toBuilder();
      change(message, random);
      return ok(message.build());
    }
  }

  /// Changes one field somewhere in a message.
  public static void change(Message.Builder message, RandomGenerator random) {
    List<FieldDescriptor> set = new ArrayList<>(message.getAllFields().keySet());
    List<FieldDescriptor> all = message.getDescriptorForType().getFields();
    FieldDescriptor field =
        set.isEmpty() || random.nextInt(5) == 0
            ? all.get(random.nextInt(all.size()))
            : set.get(random.nextInt(set.size()));
    if (field.isRepeated()) {
      int count = message.getRepeatedFieldCount(field);
      if (count == 0 || random.nextInt(3) == 0) {
        message.clearField(field);
        return;
      }
      int at = random.nextInt(count);
      switch (random.nextInt(3)) {
        case 0 -> message.addRepeatedField(field, message.getRepeatedField(field, at));
        case 1 ->
            message.setRepeatedField(
                field, at, message.getRepeatedField(field, random.nextInt(count)));
        default ->
            message.setRepeatedField(
                field, at, changed(field, message.getRepeatedField(field, at), random));
      }
    } else if (random.nextInt(6) == 0) {
      message.clearField(field);
    } else {
      message.setField(field, changed(field, message.getField(field), random));
    }
  }

  private static Object changed(FieldDescriptor field, Object value, RandomGenerator random) {
    return switch (field.getJavaType()) {
      case INT -> random.nextBoolean() ? (Integer) value + 1 : random.nextInt();
      case LONG ->
          switch (random.nextInt(4)) {
            case 0 -> (Long) value + 1;
            case 1 -> (Long) value - 1;
            case 2 -> Long.MAX_VALUE;
            default -> random.nextLong();
          };
      case BOOLEAN -> !(Boolean) value;
      case STRING -> value + "x";
      case BYTE_STRING -> flipped((ByteString) value, random);
      case MESSAGE -> {
        Message.Builder inner = ((Message) value).toBuilder();
        change(inner, random);
        yield inner.build();
      }
      default -> value;
    };
  }

  private static ByteString flipped(ByteString bytes, RandomGenerator random) {
    if (bytes.isEmpty() || random.nextInt(4) == 0) {
      return ByteString.copyFrom(new byte[random.nextInt(40)]);
    }
    byte[] changed = bytes.toByteArray();
    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
    return ByteString.copyFrom(changed);
  }
}
