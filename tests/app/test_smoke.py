def test_it(cli, tmp_path):
    f=tmp_path/"a.txt"; f.write_text("Minutes of the board.\n\nPeople wait too long for reviews.")
    r=cli("add", f, "--json"); print(r); assert r.code==0
    r=cli("search","reviews","--json"); assert r.json["total"]==1
def test_api(client):
    r=client.post("/api/v1/documents", files=[("files",("a.txt",b"People wait too long."))]); print(r.json()); assert r.status_code==201
    assert client.app.state.background.wait_until_settled(30)
    r=client.get("/api/v1/search?q=wait"); print(r.json()); assert r.json()["total"]==1
    print(client.get("/readyz").json()); print(client.get("/openapi.json").status_code)
