"""The broker of plain files: whoever reads while others write gets whole messages and whole tables."""

import threading
from pathlib import Path

from kombu import Connection, Exchange, Queue

from coalition.config.folder_broker import use_folder_broker

MESSAGES = 200


def open_broker(folder: Path) -> Connection:
    folders = {
        name: str(folder / name)
        for name in ("data_folder_in", "data_folder_out", "processed_folder", "control_folder")
    }
    folders["data_folder_out"] = folders["data_folder_in"]
    for path in folders.values():
        Path(path).mkdir(exist_ok=True)
    return Connection("filesystem://", transport_options=folders | {"store_processed": True})


def test_messages_that_are_read_while_they_are_written_come_whole_and_once(tmp_path: Path) -> None:
    use_folder_broker()
    queue = Queue("read", Exchange("read"), routing_key="read")

    def write() -> None:
        with open_broker(tmp_path) as broker:
            send = broker.Producer().publish
            for number in range(MESSAGES):
                send({"n": number}, exchange=queue.exchange, routing_key="read", declare=[queue])

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    got: list[int] = []
    with open_broker(tmp_path) as broker:
        channel = broker.channel()
        bound = queue(channel)
        bound.declare()
        while True:
            writing = any(writer.is_alive() for writer in writers)
            message = bound.get(no_ack=True)
            if message is not None:
                got.append(message.payload["n"])
            elif not writing:
                break
    assert sorted(got) == sorted([*range(MESSAGES)] * 2)
    assert list((tmp_path / "data_folder_in").iterdir()) == []
