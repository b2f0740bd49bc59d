package network.cairn.content.exchange.bitswap;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import network.cairn.ipld.cid.Cid;
import network.cairn.ipld.multihash.Multihash;
import org.jspecify.annotations.Nullable;

/// What this node wants of one peer, and what of it the peer has to be told. Guarded by its outbox.
final class PeerWants {
  /// A want that the peer knows of, or is about to, and has not answered.
  ///
  /// @param asked which question of all to this peer it was
  private record Open(Message.Want want, long asked) {}

  /// What the peer is told next.
  ///
  /// @param full whether it is the whole wantlist
  record News(List<Message.Want> wants, boolean full) {}

  private final int most;
  private final Map<Multihash, Open> open = new LinkedHashMap<>();

  /// Changes of the wantlist that have not been sent.
  private final Map<Multihash, Message.Want> changes = new LinkedHashMap<>();

  /// Wants that the peer has refused but remembers, oldest first: it is told when they are over.
  private final LinkedHashMap<Multihash, Message.Want> refused = new LinkedHashMap<>();

  /// What the peer was told of and not told to drop, oldest first: it may remember it, whatever it
  /// has said of it since, until the block has come.
  private final LinkedHashMap<Multihash, Cid> told = new LinkedHashMap<>();

  private long asked;

  /// Whether what the peer is told next is the whole: at first too, because it may remember what it
  /// was told before it fell silent.
  private boolean full = true;

  private boolean anew;

  /// @param most wants that the peer may remember
  PeerWants(int most) {
    this.most = most;
  }

  /// Notes a want.
  ///
  /// @param urgent whether a reader waits for it: a quarter of what may be open is kept for these
  /// @return false if as many wants are open as may be
  boolean want(Message.Want want, boolean urgent) {
    Multihash key = want.cid().multihash();
    @Nullable Open known = open.get(key);
    if (known == null && open.size() >= (urgent ? most : most - most / 4)) {
      return false;
    }
    asked++;
    if (known != null && !known.want.haveOnly() && want.haveOnly()) {
      // The block itself is on its way for another session.
      open.put(key, new Open(known.want, asked));
      return true;
    }
    open.put(key, new Open(want, asked));
    changes.put(key, want);
    refused.remove(key);
    return true;
  }

  /// Which question the open one for a block is; 0 if none is open.
  long asked(Cid cid) {
    @Nullable Open known = open.get(cid.multihash());
    return known == null ? 0 : known.asked;
  }

  /// Whether the peer was asked for a block and has not answered.
  boolean expectsBlocks() {
    return open.values().stream().anyMatch(each -> !each.want.haveOnly());
  }

  /// Withdraws a want; says nothing if the peer has not heard of it or no longer remembers it, and
  /// does nothing if it was asked again since.
  ///
  /// @param last the question that was the last one when the want was over
  void cancel(Cid cid, long last) {
    Multihash key = cid.multihash();
    if (asked(cid) != last) {
      return;
    }
    open.remove(key);
    refused.remove(key);
    if (told.containsKey(key)) {
      changes.put(key, dropped(cid));
    } else {
      changes.remove(key);
    }
  }

  private static Message.Want dropped(Cid cid) {
    return new Message.Want(cid, 0, true, false, false);
  }

  /// Notes that the peer has said whether it has a block. What it has refused it remembers, to
  /// answer again when it gets the block; that it has a block is no answer to who wants the block.
  void answered(Cid cid, boolean refusal) {
    Multihash key = cid.multihash();
    @Nullable Open known = open.get(key);
    if (refusal) {
      open.remove(key);
      remember(key, known);
    } else {
      refused.remove(key);
      if (known != null && known.want.haveOnly()) {
        open.remove(key);
      }
    }
  }

  private void remember(Multihash key, @Nullable Open known) {
    if (known != null) {
      refused.putLast(key, known.want);
      if (refused.size() > most) {
        refused.pollFirstEntry();
      }
    }
  }

  /// Notes that the peer has sent a block: it forgets the want, and is not asked again.
  void came(Cid cid) {
    Multihash key = cid.multihash();
    open.remove(key);
    refused.remove(key);
    changes.remove(key);
    told.remove(key);
  }

  /// The peer may have lost what it was told: it is told everything.
  void anew() {
    full = true;
    anew = true;
  }

  boolean hasNews() {
    return anew || !changes.isEmpty();
  }

  /// What the peer has to be told; it counts as told from now on.
  News takeNews() {
    if (!hasNews()) {
      return new News(List.of(), false);
    }
    News news = full ? whole() : new News(said(), false);
    changes.clear();
    full = false;
    anew = false;
    return news;
  }

  private News whole() {
    List<Message.Want> all = all();
    told.clear();
    all.forEach(each -> told.put(each.cid().multihash(), each.cid()));
    return new News(all, true);
  }

  /// The changes, behind what the peer has to drop for them.
  private List<Message.Want> said() {
    for (Message.Want each : changes.values()) {
      if (each.cancel()) {
        told.remove(each.cid().multihash());
      } else {
        told.putLast(each.cid().multihash(), each.cid());
      }
    }
    List<Message.Want> said = dropOldest();
    said.addAll(changes.values());
    return said;
  }

  /// Makes room for new wants in what the peer may remember: the oldest that it has answered go, as
  /// it would drop them itself, or others in their place.
  private List<Message.Want> dropOldest() {
    List<Message.Want> cancels = new ArrayList<>();
    Iterator<Map.Entry<Multihash, Cid>> oldest = told.entrySet().iterator();
    while (told.size() > most && oldest.hasNext()) {
      Map.Entry<Multihash, Cid> next = oldest.next();
      // One that is about to be said would be said after its cancel, and not be known of.
      if (!open.containsKey(next.getKey()) && !changes.containsKey(next.getKey())) {
        cancels.add(dropped(next.getValue()));
        refused.remove(next.getKey());
        oldest.remove();
      }
    }
    return cancels;
  }

  /// Everything that the peer is to remember: what it has refused too, the latest first, as far as
  /// it remembers so much.
  private List<Message.Want> all() {
    List<Message.Want> all = new ArrayList<>();
    open.values().forEach(each -> all.add(each.want));
    Stream<Message.Want> known =
        refused.sequencedValues().reversed().stream()
            .map(w -> new Message.Want(w.cid(), w.priority(), false, w.haveOnly(), false));
    known.limit(Math.max(0, most - all.size())).forEach(all::add);
    return all;
  }

  void clear() {
    open.clear();
    changes.clear();
    refused.clear();
    told.clear();
    full = true;
    anew = false;
  }
}
