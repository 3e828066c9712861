namespace ChatApp.Infrastructure.Persistence.Seeding;

/// <summary>
/// Writes rows in bulk: <see cref="StartRow"/>, then one call for each column in order; at the end
/// <see cref="Complete"/>.
/// </summary>
internal interface IRowWriter : IDisposable
{
    void StartRow();

    void Id(Guid? value);

    void Text(string value);

    void Number(long value);

    void SmallNumber(short value);

    void Flag(bool value);

    void Time(DateTimeOffset value);

    void Complete();
}
