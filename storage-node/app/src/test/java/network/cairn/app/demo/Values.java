package network.cairn.app.demo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.ledger.state.StateView;

/// A ledger's state that a test writes.
final class Values implements StateView {
  private final Map<ByteString, byte[]> values = new LinkedHashMap<>();

  void put(byte[] key, Message value) {
    values.put(ByteString.copyFrom(key), value.toByteArray());
  }

  @Override
  public Optional<byte[]> get(byte[] key) {
    return Optional.ofNullable(values.get(ByteString.copyFrom(key)));
  }

  @Override
  public void scan(byte[] fromInclusive, byte[] toExclusive, Visitor visitor) {
    throw new UnsupportedOperationException();
  }
}
