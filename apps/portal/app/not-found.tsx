import { CalmPage } from "../src/frame/calm-page.tsx";
import classes from "../src/frame/frame.module.css";
import { Link } from "../src/page/link.tsx";

export const metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <CalmPage>
      <h1 className={classes.plainTitle}>There is no such page</h1>
      <p className={classes.plainText}>The address is wrong, or what it named is not yours to see.</p>
      <Link className={classes.plainAction} href="/">
        To the first page
      </Link>
    </CalmPage>
  );
}
