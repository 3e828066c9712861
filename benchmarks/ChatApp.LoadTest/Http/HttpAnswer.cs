namespace ChatApp.LoadTest.Http;

internal readonly record struct HttpAnswer(int Status, long BodyLength);
