"""PostgreSQL without an installation: the local default, used whenever DATABASE_URL is unset.

    base.py         the Django backend: PostgreSQL's own, plus "make sure that the server runs"
    server.py       what a user of the server does: hold the users' lock, start a keeper, wait for it
    keeper.py       what a detached process does: run the server, and end it when nobody uses it
    cluster.py      the data: making them, refusing what is damaged or of another version
    programs.py     PostgreSQL's programs: finding them, running them as a user who is not root

Nobody starts or stops the server by hand. Two kernel locks (flock) say all there is to know, and the
kernel drops them however a process ends:

    users       shared, held by each process that uses the server. When it is free, nobody does.
    serving     held by the keeper and, inherited, by PostgreSQL and each of its backends. When it
                is free, nothing of this cluster runs, whatever pid files say.

The folder, var/postgres:

    serving, users      the locks. What the keeper has to say stands in `serving`: READY, or why not
    password            of the database's one role: random, readable by the folder's owner only
    log                 what PostgreSQL, initdb and the keeper said
    stop                there: the keeper ends at once when unused, without its grace
    programs            a link to the copy of PostgreSQL's programs, where one was needed
    cluster/            data/ and the socket; owned by the user that PostgreSQL runs as

PostgreSQL refuses to run as root, so root runs it as LOCAL_DATABASE_USER, who often cannot walk the
way to var/ (a clone in a closed folder). It is handed the open folder instead, as /proc/self/fd/N: the mode
of no folder is changed, the data stay in var/, and the path may be long or have spaces.

keeper.py, cluster.py and programs.py import each other relatively: the keeper runs them without
coalition.config, whose Celery would cost a quarter of a second at each start.
"""
