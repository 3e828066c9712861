namespace ChatApp.Infrastructure.Persistence;

/// <summary>A full disk or a standby answers reads alone.</summary>
internal enum DatabaseUse
{
    Reading,

    Writing,
}
