package network.cairn.store.repo;

/// There is no room, and nothing was written. The message says the limit, what is used and needed,
/// and how to raise it.
public final class QuotaExceeded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long limit;
  private final long used;
  private final long needed;

  private QuotaExceeded(String message, long limit, long used, long needed) {
    super(message);
    this.limit = limit;
    this.used = used;
    this.needed = needed;
  }

  static QuotaExceeded storageMax(long limit, long used, long needed) {
    return new QuotaExceeded(
        "no room: "
            + needed
            + " bytes are needed, "
            + used
            + " of StorageMax "
            + limit
            + " are used or reserved; free space with 'repo gc' or raise the limit with 'config"
            + " Datastore.StorageMax'",
        limit,
        used,
        needed);
  }

  static QuotaExceeded diskReserve(long reserve, long free, long needed) {
    return new QuotaExceeded(
        "no room: "
            + needed
            + " bytes are needed, the disk has "
            + free
            + " free and "
            + reserve
            + " must stay free; free space on the disk",
        reserve,
        free,
        needed);
  }

  public long limit() {
    return limit;
  }

  public long used() {
    return used;
  }

  public long needed() {
    return needed;
  }
}
