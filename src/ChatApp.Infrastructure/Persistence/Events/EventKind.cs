namespace ChatApp.Infrastructure.Persistence.Events;

/// <summary>Kinds of stored events. The numbers are in the database: never change or reuse one.</summary>
internal enum EventKind : short
{
    Message = 1,
    Read = 2,
}
