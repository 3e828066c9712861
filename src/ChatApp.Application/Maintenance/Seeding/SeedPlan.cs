namespace ChatApp.Application.Maintenance.Seeding;

/// <summary>
/// Who writes to whom, and when. One large conversation of the main user has a tenth of all messages. A fifth, or
/// another share, is spread over the main user's other conversations, and the rest over five conversations for each
/// other user, of which a few are long and most are short. Their times are mixed, as in a server's life.
/// </summary>
/// <remarks>A message takes four bytes here, and is computed again for each table.</remarks>
public sealed class SeedPlan
{
    /// <summary>The index of the main user in <see cref="Users"/>.</summary>
    public const int MainUser = 0;

    /// <summary>The index of the other user in the large conversation.</summary>
    public const int MainPeer = 1;

    private const double LargeShare = 0.1;
    private const int ConversationsPerUser = 5;

    /// <summary>
    /// A conversation at a share x of the way through the others has the density of x to the power of -2/3: one in a
    /// hundred holds a fifth of them all.
    /// </summary>
    private const int Skew = 3;
    private static readonly TimeSpan Span = TimeSpan.FromDays(365);

    // A fixed seed: the same options make the same shape.
    private readonly Random _random = new(1);
    private readonly DateTimeOffset _start;
    private readonly TimeSpan _step;
    private readonly List<SeedConversation> _all = [];
    private readonly int _mains;
    private readonly double _mainShare;

    /// <summary>
    /// Twice the conversation's index in <see cref="_all"/>, and one more where the first user writes.
    /// </summary>
    private readonly int[] _messages;

    /// <summary>Makes a plan; the same values make the same shape.</summary>
    /// <param name="main">The main user.</param>
    /// <param name="users">Number of users, with the main user.</param>
    /// <param name="mainConversations">Number of conversations of the main user, at most.</param>
    /// <param name="mainShare">The share of messages in the main user's conversations beside the large one.</param>
    /// <param name="messages">Number of messages.</param>
    /// <param name="now">The time: the messages are from the year before.</param>
    public SeedPlan(
        SeedUser main, int users, int mainConversations, double mainShare, int messages, DateTimeOffset now)
    {
        _mainShare = mainShare;
        _mains = Math.Min(mainConversations, users - 1);
        _start = now - Span;
        _step = Span / (messages + 1);
        Main = main;

        // Half of them with ids before the main user's and half after, so that the main user is now first and now
        // second in a conversation.
        Users =
        [
            main.Id,
            .. Enumerable.Range(1, users - 1)
                .Select(i => Guid.CreateVersion7(_start + (2 * Span * ((double)i / users)))),
        ];
        AddConversations();
        _messages = new int[messages];
        for (var i = 0; i < messages; i++)
        {
            var (index, sentByFirst) = (DrawConversation(), _random.Next(2));
            _messages[i] = (2 * index) + sentByFirst;
            _all[index].Count(sentByFirst == 1, At(i));
        }
    }

    /// <summary>The main user.</summary>
    public SeedUser Main { get; }

    /// <summary>The ids of all users.</summary>
    public IReadOnlyList<Guid> Users { get; }

    /// <summary>A time before the first message.</summary>
    public DateTimeOffset Start => _start;

    /// <summary>The conversations with messages.</summary>
    public IEnumerable<SeedConversation> Conversations => _all.Where(conversation => conversation.LastSeq > 0);

    /// <summary>
    /// Some conversations of others than the main user, long and short, with no user in two of them: each is a pair of
    /// users who know each other.
    /// </summary>
    public IReadOnlyList<SeedConversation> Pairs(int count)
    {
        var (pairs, taken) = (new List<SeedConversation>(), new HashSet<int>());
        var step = Math.Max(1, (_all.Count - _mains) / Math.Max(1, 2 * count));
        for (var index = _mains; index < _all.Count && pairs.Count < count; index += step)
        {
            var conversation = _all[index];
            if (conversation.LastSeq > 0 && !taken.Contains(conversation.First) && !taken.Contains(conversation.Second))
            {
                pairs.Add(conversation);
                taken.Add(conversation.First);
                taken.Add(conversation.Second);
            }
        }

        return pairs;
    }

    /// <summary>All messages in the order of their times.</summary>
    public IEnumerable<SeedMessage> Messages()
    {
        var seqs = new long[_all.Count];
        var byFirst = new long[_all.Count];
        for (var i = 0; i < _messages.Length; i++)
        {
            var (index, sentByFirst) = (_messages[i] / 2, _messages[i] % 2);
            var conversation = _all[index];
            yield return new SeedMessage(
                conversation,
                ++seqs[index],
                sentByFirst == 1 ? conversation.First : conversation.Second,
                byFirst[index] += sentByFirst,
                At(i));
        }
    }

    private void AddConversations()
    {
        // Spread over all users: in seeds of any size, the main user is then first in as many conversations.
        for (var i = 0; i < _mains; i++)
        {
            Add(MainUser, MainPeer + (int)((long)i * (Users.Count - 1) / _mains));
        }

        var known = new HashSet<(int, int)>();
        for (var i = 0; i < Users.Count * ConversationsPerUser; i++)
        {
            var (a, b) = (_random.Next(1, Users.Count), _random.Next(1, Users.Count));
            if (a != b && known.Add((Math.Min(a, b), Math.Max(a, b))))
            {
                Add(a, b);
            }
        }
    }

    /// <summary>
    /// The first user is the one whose id is the smaller in big-endian order, which is that of
    /// <see cref="Guid.CompareTo(Guid)"/>.
    /// </summary>
    private void Add(int a, int b) => _all.Add(Users[a].CompareTo(Users[b]) < 0
        ? new SeedConversation(a, b, _start)
        : new SeedConversation(b, a, _start));

    private int DrawConversation() => _random.NextDouble() switch
    {
        < LargeShare => 0,
        var share when share < LargeShare + _mainShare => _random.Next(_mains),
        _ => _mains + (int)((_all.Count - _mains) * Math.Pow(_random.NextDouble(), Skew)),
    };

    // Whole microseconds, the precision of both databases.
    private DateTimeOffset At(int message)
    {
        var at = _start + (_step * message);
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
