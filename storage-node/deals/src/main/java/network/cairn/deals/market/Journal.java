package network.cairn.deals.market;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.SignedIntent;
import network.cairn.libp2p.peer.PeerId;
import network.cairn.proto.deal.OwnAgreement;
import network.cairn.proto.deal.OwnIntent;
import network.cairn.store.repo.Repository.StateStore;

/// The client's own agreements and the intents it gave out, durable. Thread-safe.
final class Journal {
  private static final String PREFIX = "market/agreement/";
  private static final int MOST_INTENTS = 256;

  private final StateStore store;

  Journal(StateStore store) {
    this.store = store;
  }

  /// A signed intent and the peer it was given to.
  record Given(SignedIntent intent, PeerId peer) {}

  private static String name(long id) {
    return PREFIX + "%020d".formatted(id);
  }

  void add(long id, ByteString root, ByteString piece) {
    synchronized (store) {
      if (store.get(name(id)).isEmpty()) {
        put(OwnAgreement.newBuilder().setId(id).setRoot(root).setPiece(piece).build());
      }
    }
  }

  private void put(OwnAgreement own) {
    store.put(name(own.getId()), own.toByteArray());
  }

  /// Remembers an intent before it is given out.
  void give(long id, SignedIntent intent, PeerId peer) {
    synchronized (store) {
      OwnAgreement.Builder own =
          get(id).map(OwnAgreement::toBuilder).orElseGet(OwnAgreement::newBuilder).setId(id);
      OwnIntent given =
          OwnIntent.newBuilder()
              .setSignedIntent(intent.encode())
              .setPeer(ByteString.copyFrom(peer.bytes()))
              .build();
      if (!own.getIntentsList().contains(given)) {
        if (own.getIntentsCount() == MOST_INTENTS) {
          own.removeIntents(0);
        }
        put(own.addIntents(given).build());
      }
    }
  }

  private Optional<OwnAgreement> get(long id) {
    return store.get(name(id)).map(Journal::decode);
  }

  private static OwnAgreement decode(byte[] value) {
    try {
      return OwnAgreement.parseFrom(value);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("an agreement in the repository does not decode", e);
    }
  }

  List<Given> intents(long id) {
    return get(id)
        .map(own ->
            own.getIntentsList().stream()
                .map(given ->
                    new Given(
                        SignedIntent.decode(given.getSignedIntent()),
                        PeerId.decode(given.getPeer().toByteArray())))
                .toList())
        .orElse(List.of());
  }

  List<OwnAgreement> list() {
    List<OwnAgreement> all = new ArrayList<>();
    store.scan(PREFIX, (_, value) -> all.add(decode(value)));
    return all;
  }

  void remove(long id) {
    store.remove(name(id));
  }
}
