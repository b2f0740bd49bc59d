package network.cairn.libp2p.security.noise;

import java.util.Arrays;
import network.cairn.libp2p.crypto.X25519;
import network.cairn.libp2p.security.HandshakeFailed;
import network.cairn.libp2p.security.HandshakeFailed.Reason;

/// The three messages of the XX pattern without any framing, for one side. Used once, in the
/// pattern's order.
///
/// `-> e` / `<- e, ee, s, es` / `-> s, se`
final class Handshake {
  static final int FIRST_BYTES = X25519.LENGTH;

  /// The second message without its payload: point, sealed static point, tag of the payload.
  static final int SECOND_OVERHEAD = X25519.LENGTH + X25519.LENGTH + 2 * CipherState.TAG;

  /// The third message without its payload: sealed static point, tag of the payload.
  static final int THIRD_OVERHEAD = X25519.LENGTH + 2 * CipherState.TAG;

  private static final int SEALED_POINT = X25519.LENGTH + CipherState.TAG;

  private final SymmetricState state = new SymmetricState();
  private final DhKey ownStatic;
  private final DhKey ownEphemeral;
  private byte[] theirEphemeral = new byte[0];
  private byte[] theirStatic = new byte[0];

  Handshake(byte[] prologue, DhKey ownStatic, DhKey ownEphemeral) {
    this.ownStatic = ownStatic;
    this.ownEphemeral = ownEphemeral;
    state.mixHash(prologue);
  }

  byte[] writeFirst(byte[] payload) {
    state.mixHash(ownEphemeral.point());
    return concat(ownEphemeral.point(), state.encryptAndHash(payload));
  }

  byte[] readFirst(byte[] message) throws HandshakeFailed {
    readEphemeral(message);
    return open(Arrays.copyOfRange(message, X25519.LENGTH, message.length));
  }

  byte[] writeSecond(byte[] payload) throws HandshakeFailed {
    state.mixHash(ownEphemeral.point());
    mix(ownEphemeral, theirEphemeral);
    byte[] sealedStatic = state.encryptAndHash(ownStatic.point());
    mix(ownStatic, theirEphemeral);
    return concat(ownEphemeral.point(), sealedStatic, state.encryptAndHash(payload));
  }

  byte[] readSecond(byte[] message) throws HandshakeFailed {
    readEphemeral(message);
    mix(ownEphemeral, theirEphemeral);
    int payload = X25519.LENGTH + SEALED_POINT;
    theirStatic = open(Arrays.copyOfRange(message, X25519.LENGTH, payload));
    mix(ownEphemeral, theirStatic);
    return open(Arrays.copyOfRange(message, payload, message.length));
  }

  byte[] writeThird(byte[] payload) throws HandshakeFailed {
    byte[] sealedStatic = state.encryptAndHash(ownStatic.point());
    mix(ownStatic, theirEphemeral);
    return concat(sealedStatic, state.encryptAndHash(payload));
  }

  byte[] readThird(byte[] message) throws HandshakeFailed {
    theirStatic = open(Arrays.copyOf(message, SEALED_POINT));
    mix(ownEphemeral, theirStatic);
    return open(Arrays.copyOfRange(message, SEALED_POINT, message.length));
  }

  /// The other side's static point, known after it was read.
  byte[] theirStatic() {
    return theirStatic.clone();
  }

  SymmetricState.TransportKeys split() {
    return state.split();
  }

  byte[] hash() {
    return state.hash();
  }

  private void readEphemeral(byte[] message) {
    theirEphemeral = Arrays.copyOf(message, X25519.LENGTH);
    state.mixHash(theirEphemeral);
  }

  private void mix(DhKey own, byte[] theirs) throws HandshakeFailed {
    state.mixKey(
        X25519
            .agree(own.scalar(), theirs)
            .orElseThrow(() ->
                new HandshakeFailed(Reason.NOT_AUTHENTIC, "the peer sent a point of low order")));
  }

  private byte[] open(byte[] sealed) throws HandshakeFailed {
    return state
        .decryptAndHash(sealed)
        .orElseThrow(() ->
            new HandshakeFailed(Reason.NOT_AUTHENTIC, "a handshake message does not authenticate"));
  }

  private static byte[] concat(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(p -> p.length).sum();
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }
}
